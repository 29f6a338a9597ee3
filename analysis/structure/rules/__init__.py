"""The second step: a read document becomes a JSON Resume, by rules.

Stages, each a module: rows → wrapping → sections → entries → fields (work, education, skills, …). Each value
remembers the rows it was read from, and how sure it is.
"""

from analysis.document import Document
from analysis.failures import StepFailure
from analysis.structure.rules.assemble import assemble
from analysis.structure.rules.evidence import Evidence, Heading, Structured, finish, from_row
from analysis.structure.rules.rows.rows import rows_of
from analysis.structure.rules.rows.wrapping import join_wrapped
from profiles.resume import Resume

__all__ = ["Evidence", "Structured", "structure"]


def structure(document: Document) -> Structured:
    """Reads the résumé out of a document.

    Raises StepFailure: no_text for a document without any, not_a_resume where nothing that belongs in a résumé is
    found.
    """
    rows = rows_of(document)
    if not rows:
        raise StepFailure("no_text")
    draft, sections = assemble(join_wrapped(rows))
    structured = finish(draft)
    structured.headings = [
        Heading(title.text, section.kind, from_row(title.text, title).evidence())
        for section in sections
        if (title := section.title)
    ]
    if not _is_resume(structured.resume):
        raise StepFailure("not_a_resume")
    return structured


def _is_resume(resume: Resume) -> bool:
    """Says of somebody by name or address, or has at least one section; a stray number or sentence makes no résumé."""
    said = resume.to_json()
    basics = said.pop("basics", {})
    return bool(said or basics.get("name") or basics.get("email"))
