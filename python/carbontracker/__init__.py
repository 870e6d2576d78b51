"""Drop-in for carbontracker under ``ct-track --python``.

Only ``carbontracker.tracker`` is replaced. Every other module comes from an
installed carbontracker.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
