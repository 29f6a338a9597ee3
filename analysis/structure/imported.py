"""A document that is a JSON Resume becomes the profile as it is: nothing of it is guessed."""

from typing import Any

from pydantic import ValidationError

from analysis.document import Document
from analysis.failures import StepFailure
from analysis.structure.rules.evidence import Evidence, Structured
from profiles.resume import Resume

# What earlier editions of JSON Resume and its relatives call a field.
_OTHER_NAMES = {
    "basics": {"website": "url", "picture": "image"},
    "work": {"company": "name", "website": "url", "title": "position"},
    "volunteer": {"website": "url", "name": "organization"},
    "education": {"website": "url", "gpa": "score"},
    "projects": {"title": "name", "website": "url", "summary": "description"},
    "publications": {"website": "url", "title": "name"},
    "certificates": {"title": "name"},
    "languages": {"name": "language", "level": "fluency"},
}


def imported(document: Document) -> Structured:
    """The résumé in `document.data`. Raises StepFailure `not_a_resume` where no field of it is one of JSON Resume's."""
    data = {name: _renamed(name, value) for name, value in (document.data or {}).items()}
    data["work"] = data.get("work") or _renamed("work", (document.data or {}).get("experience"))
    data["certificates"] = data.get("certificates") or _renamed(
        "certificates", (document.data or {}).get("certifications")
    )
    resume = _validated(data)
    if resume.is_empty():
        raise StepFailure("not_a_resume")
    return Structured(resume, {pointer: Evidence(confidence=1.0) for pointer in _pointers(resume.to_json(), "")})


def _renamed(section: str, value: Any) -> Any:
    names = _OTHER_NAMES.get(section, {})
    if isinstance(value, list):
        return [_renamed(section, item) for item in value]
    if not isinstance(value, dict):
        return value
    fields = {name: item for name, item in value.items() if name not in names}
    for name, item in value.items():
        if name in names and item and not fields.get(names[name]):
            fields[names[name]] = item
    return fields


def _validated(data: dict[str, Any]) -> Resume:
    """All that is valid: one field of a wrong type costs its entry, not the document."""
    kept: dict[str, Any] = {}
    for name in Resume.model_fields:
        value = data.get(name)
        for candidate in [value] if not isinstance(value, list) else [[item] for item in value]:
            if candidate is not None and _is_valid({name: candidate}):
                kept[name] = [*kept.get(name, []), *candidate] if isinstance(candidate, list) else candidate
            elif name == "basics" and isinstance(candidate, dict):
                kept[name] = {key: item for key, item in candidate.items() if _is_valid({name: {key: item}})}
    return Resume.model_validate(kept)


def _is_valid(data: dict[str, Any]) -> bool:
    try:
        Resume.model_validate(data)
    except ValidationError:
        return False
    return True


def _pointers(value: Any, path: str) -> list[str]:
    """The JSON pointer of each value."""
    if isinstance(value, dict):
        return [found for name, item in value.items() for found in _pointers(item, f"{path}/{name}")]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _pointers(item, f"{path}/{index}")]
    return [path]
