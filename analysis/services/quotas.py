"""How much one person may upload, analyse and keep. The services of pages and API ask here; staff are not held
up, nor is what comes by command or from the admin.

`admit` is exact: it locks the person's row, the last lock that a transaction takes, and what it counts cannot change
before the commit. `look` says the same before slow work, and binds nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from analysis.failures import Sentence, sentence
from analysis.models import Source
from analysis.uploads.handler import UploadRefused
from profiles.accounts import rates
from profiles.accounts.rates import Spent

MB = 1024 * 1024
# Share of a limit from which on the person and staff are told how near it is.
NEAR = 0.8
# Seconds after which somebody with as many jobs at once as are allowed may ask again: some will have ended.
SOME_WILL_HAVE_ENDED = 30


class Deed(StrEnum):
    """What counts against a limit a minute."""

    UPLOAD = "upload"
    ANALYSIS = "analysis"
    RETRY = "retry"


AT_MOST = {
    Deed.UPLOAD: "At most %(limit)s uploads a minute: try again in %(seconds)s seconds.",
    Deed.ANALYSIS: "At most %(limit)s analyses a minute: try again in %(seconds)s seconds.",
    Deed.RETRY: "At most %(limit)s retries a minute: try again in %(seconds)s seconds.",
}
TOO_MANY = {Deed.UPLOAD: "Too many uploads", Deed.ANALYSIS: "Too many analyses", Deed.RETRY: "Too many retries"}


class OverLimit(UploadRefused):
    """An upload or an analysis that is one too many just now, or a file for which its owner has no room."""

    def __init__(self, status: int, error: str, said: Sentence, *, retry_after: int | None, deed: Deed) -> None:
        super().__init__(status, error, *said.texts, **said.values)
        self.retry_after, self.deed = retry_after, deed


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody keeps and has under way, beside what is allowed."""

    files: int
    size: int
    jobs: int

    @property
    def mb(self) -> int:
        return -(-self.size // MB)

    @property
    def most_files(self) -> int:
        return int(settings.MAX_FILES_KEPT)

    @property
    def most_mb(self) -> int:
        return int(settings.MAX_MB_KEPT)

    @property
    def most_jobs(self) -> int:
        return int(settings.MAX_JOBS_AT_ONCE)

    @property
    def files_are_many(self) -> bool:
        return self.files >= NEAR * self.most_files

    @property
    def much_is_kept(self) -> bool:
        return self.size >= NEAR * self.most_mb * MB

    @property
    def jobs_are_many(self) -> bool:
        return self.jobs >= NEAR * self.most_jobs

    @property
    def is_near(self) -> bool:
        return self.files_are_many or self.much_is_kept or self.jobs_are_many


def standing(user: User) -> Standing:
    kept = user.uploads.filter(superseded_in=None).aggregate(files=Count("pk"), size=Coalesce(Sum("size"), 0))
    return Standing(**kept, jobs=_jobs(user))


def nearness(user: User) -> Standing | None:
    """Where somebody stands for whom a limit is near."""
    now = None if user.is_staff else standing(user)
    return now if now and now.is_near else None


def _jobs(user: User) -> int:
    return user.jobs.active().count()


def binds(user: User | None, source: Source) -> bool:
    """Whether limits hold for what this person asks for at this door; None is the house itself."""
    return user is not None and not user.is_staff and source in (Source.PAGE, Source.API)


def look(user: User, source: Source, *deeds: Deed, file: int | None = None) -> None:
    """Raise OverLimit where `admit` would just now."""
    if binds(user, source):
        _refuse_if_full(user, file)
        _refuse_if_spent(rates.spent(rates.person(user), _limits(deeds)))


def admit(user: User, source: Source, *deeds: Deed, file: int | None = None) -> None:
    """Note these deeds, inside the transaction that goes on to do them. Raises OverLimit.

    `file` are the bytes of one that is about to be saved.
    """
    if binds(user, source):
        rates.lock_person(user)
        _refuse_if_full(user, file)
        _refuse_if_spent(rates.spend(rates.person(user), _limits(deeds)))


def admit_alone(user: User, source: Source, *deeds: Deed) -> None:
    """Note these deeds whatever comes of them, since asking is the work already. Raises OverLimit."""
    with transaction.atomic():
        admit(user, source, *deeds)


def admit_replacement(user: User, source: Source) -> None:
    """Note the upload of a file that was just saved in another one's place. Raises OverLimit, which undoes that."""
    if binds(user, source):
        rates.lock_person(user)
        _refuse_if_stored(standing(user), coming=0)
        _refuse_if_spent(rates.spend(rates.person(user), _limits([Deed.UPLOAD])))


def room_for_jobs(user: User) -> int:
    """How many more jobs of this person may be queued by the transaction that asks."""
    rates.lock_person(user)
    return max(0, settings.MAX_JOBS_AT_ONCE - _jobs(user))


def near_a_limit() -> list[tuple[User, Standing]]:
    """Who keeps or has under way so much that a limit is near, those with the most files first."""
    with connection.cursor() as cursor:
        limits = (settings.MAX_FILES_KEPT, settings.MAX_MB_KEPT * MB, settings.MAX_JOBS_AT_ONCE)
        cursor.execute(_NEAR_A_LIMIT, [NEAR * limit for limit in limits])
        found = {pk: Standing(*rest) for pk, *rest in cursor.fetchall()}
    people = User.objects.in_bulk(found)
    return [(people[pk], where) for pk, where in found.items() if pk in people]


def _limits(deeds: Iterable[Deed]) -> dict[str, int]:
    allowed = {
        Deed.UPLOAD: settings.UPLOADS_PER_MINUTE,
        Deed.ANALYSIS: settings.ANALYSES_PER_MINUTE,
        Deed.RETRY: settings.ANALYSIS_RETRIES_PER_MINUTE,
    }
    return {deed: allowed[deed] for deed in deeds}


def _refuse_if_full(user: User, coming: int | None) -> None:
    """`coming` are the bytes of one more file, None where none comes."""
    if coming is not None:
        _refuse_if_stored(standing(user), coming=coming, more=1)
    if _jobs(user) >= settings.MAX_JOBS_AT_ONCE:
        raise OverLimit(
            429,
            TOO_MANY[Deed.ANALYSIS],
            sentence(
                "At most %(limit)s analyses wait or run at once: try again when some have ended.",
                limit=f"{settings.MAX_JOBS_AT_ONCE:,}",
            ),
            retry_after=SOME_WILL_HAVE_ENDED,
            deed=Deed.ANALYSIS,
        )


def _refuse_if_stored(now: Standing, *, coming: int, more: int = 0) -> None:
    """Where there is no room for so many bytes and files more."""
    if now.files + more > settings.MAX_FILES_KEPT:
        raise _no_room(
            sentence(
                "You keep %(kept)s of %(limit)s files. Delete some that you no longer need, then upload it again.",
                kept=f"{now.files:,}",
                limit=f"{settings.MAX_FILES_KEPT:,}",
            )
        )
    if now.size + coming > settings.MAX_MB_KEPT * MB:
        raise _no_room(
            sentence(
                "Your files take %(kept)s of %(limit)s MB, and this one does not fit. Delete some that you no longer "
                "need, then upload it again.",
                kept=f"{now.mb:,}",
                limit=f"{settings.MAX_MB_KEPT:,}",
            )
        )


def _no_room(said: Sentence) -> "OverLimit":
    return OverLimit(413, "Storage is full", said, retry_after=None, deed=Deed.UPLOAD)


def _refuse_if_spent(spent: Spent | None) -> None:
    if spent:
        deed = Deed(spent.kind)
        values = {"limit": f"{spent.limit:,}", "seconds": str(spent.seconds)}
        raise OverLimit(429, TOO_MANY[deed], sentence(AT_MOST[deed], **values), retry_after=spent.seconds, deed=deed)


# Staff have no limits. Thousands of uploads are read for it: asked for by hand, on a page of its own.
_NEAR_A_LIMIT = """
SELECT person.id, coalesce(kept.files, 0), coalesce(kept.size, 0)::bigint, coalesce(work.jobs, 0)
FROM auth_user AS person
LEFT JOIN (
    SELECT user_id, count(*) AS files, sum(size) AS size FROM analysis_uploads
    WHERE superseded_in_id IS NULL GROUP BY user_id
) AS kept ON kept.user_id = person.id
LEFT JOIN (
    SELECT user_id, count(*) AS jobs FROM analysis_jobs WHERE status IN ('queued', 'processing') GROUP BY user_id
) AS work ON work.user_id = person.id
WHERE NOT person.is_staff AND (kept.files >= %s OR kept.size >= %s OR work.jobs >= %s)
ORDER BY kept.files DESC NULLS LAST, person.id LIMIT 100
"""
