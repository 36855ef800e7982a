"""Archive -> every file of the generated tree."""

from generator.errors import OutputConflictError
from generator.exports import build_exports
from generator.model import Archive, OutputFile, Site
from generator.pages import build_pages


def build_outputs(archive: Archive, site: Site) -> tuple[OutputFile, ...]:
    """Return all files of the generated tree, each URI once.

    Raises:
        OutputConflictError: Two files have the same URI.
    """
    outputs: dict[str, OutputFile] = {}
    for output in (*build_pages(archive, site), *build_exports(archive)):
        if output.uri in outputs:
            message = "two generated files have this address; report it, with the dumps"
            raise OutputConflictError(message, uri=output.uri)
        outputs[output.uri] = output
    return tuple(outputs.values())
