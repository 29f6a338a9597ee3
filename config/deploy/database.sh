#!/bin/sh
# Run once by the database's image, on an empty volume: the application's role owns its database and is no superuser.
set -eu
psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --set password="$APPLICATION_PASSWORD" <<'SQL'
CREATE ROLE second_look LOGIN PASSWORD :'password';
CREATE DATABASE second_look OWNER second_look ENCODING 'UTF8' TEMPLATE template0;
SQL
