"""From a Document to a Resume: by rules, by a language model, or by both. Pure: no Django, no database."""
