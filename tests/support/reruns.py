"""A test that fails is run once more, alone, after the others. One that passes then is printed as
FLAKY, and the run ends well: it is mended before other work. Asked for by `--rerun-failed`.
"""

import subprocess
import sys

import pytest
from _pytest.terminal import TerminalReporter

MOST = 20
"""Where more tests fail, nothing flickers: something is broken."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rerun-failed", action="store_true", help=__doc__)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Run what failed again once the other processes have ended; only the first process does."""
    config = session.config
    if config.getoption("--rerun-failed") and not hasattr(config, "workerinput"):
        _rerun_failed(session, config.pluginmanager.getplugin("terminalreporter"))


def _rerun_failed(session: pytest.Session, terminal: TerminalReporter) -> None:
    failed = [*terminal.stats.get("failed", []), *terminal.stats.get("error", [])]
    names = sorted({report.nodeid for report in failed})
    if session.exitstatus != pytest.ExitCode.TESTS_FAILED or not 0 < len(names) <= MOST:
        return
    flaky = {name for name in names if _passes_alone(session, name)}
    for outcome in ("failed", "error"):
        left = [report for report in terminal.stats.pop(outcome, []) if report.nodeid not in flaky]
        if left:
            terminal.stats[outcome] = left
    if not flaky:
        return
    terminal.stats["flaky"] = [next(r for r in failed if r.nodeid == name) for name in flaky]
    terminal._set_main_color()
    if flaky == set(names):
        session.exitstatus = pytest.ExitCode.OK


def _passes_alone(session: pytest.Session, name: str) -> bool:
    backend = session.config.getoption("--backend", default=None)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", name]
    command += [f"--backend={backend}"] if backend else []
    return not subprocess.run(
        command, check=False, cwd=session.config.rootpath, capture_output=True
    ).returncode


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what each flaky test met, and last its names."""
    flaky = sorted(terminalreporter.stats.get("flaky", []), key=lambda report: report.nodeid)
    for report in flaky:
        terminalreporter.write_sep("_", report.nodeid)
        terminalreporter.write_line(report.longreprtext)
    for report in flaky:
        terminalreporter.write_line(f"FLAKY {report.nodeid}")
