"""Many tasks over a few isolated processes, ending whatever happens to any of them.

Each worker has a pipe pair of its own and a thread here that looks after it; workers share nothing, so one that is
killed at any moment can hold up nobody and costs nothing but its own task, which is tried once more, alone. Results
are handed over as they come. Workers are replaced after some tasks or when they have grown, which bounds memory. A
worker whose owner is gone ends itself and what it has started.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

from msgspec import Struct

from planforge import isolated
from planforge.records import replace

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE = 900.0  # seconds a task may take; LibreOffice alone is given several minutes
WORN = 250  # tasks after which a worker is replaced: a new one takes as long to start as some twenty small tasks
HERE = 50  # tasks that one worker does here, in this process
GROWN = 1 << 30  # bytes of memory after which it is
FALSE_STARTS = 3  # workers in a row that die before they say anything: processes cannot be had here
PULSE = 0.2  # seconds between two looks at whether all is over


class Why(StrEnum):
    """Why a task has no result."""

    RAISED = "raised"
    DIED = "died"
    LATE = "late"


class Ended(Struct, Generic[Task, Result], frozen=True):
    """What became of a task: its result, or why it has none. ``place`` counts the tasks from 0, as they were given."""

    place: int
    task: Task
    result: Result | None = None
    why: Why | None = None
    detail: str = ""  # the exception and where it was raised


def each(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int, patience: float = PATIENCE
) -> Generator[Ended[Task, Result]]:
    """Every task ended, in the order in which they end; close the iterator to stop at once.

    ``work`` is a function of a module; tasks and results are values that pickle. What ``work`` raises ends its own
    task only. A few tasks for one worker run here.
    """
    waiting = list(enumerate(tasks))
    if len(waiting) < 2 or (workers == 1 and len(waiting) <= HERE):
        yield from (_here(work, place, task) for place, task in waiting)
        return
    suspects: list[tuple[int, Task]] = []
    with _Crew(work, patience) as crew:
        for ended in crew.run(waiting, min(workers, len(waiting))):
            if ended.why is Why.DIED:
                suspects.append((ended.place, ended.task))
            else:
                yield ended
        for suspect in suspects:  # each alone: many at a time may be more than the memory holds
            yield from crew.run([suspect], 1)


def serve() -> None:
    """The other process: tasks in, results out, until the owner hangs up."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # what a library prints must not get between the results
    lock, inbox = threading.Lock(), queue.SimpleQueue[tuple[Any, Any]]()

    def send(message: object) -> None:
        with lock:
            _send(outgoing, message)

    isolated.announce.append(lambda group: send(("group", group)))
    send(("ready",))
    threading.Thread(target=_listen, args=(incoming, inbox), daemon=True).start()
    while True:
        content, place = inbox.get()
        try:
            work, task = pickle.loads(content)
            ended = _here(work, place, task)
            message = pickle.dumps(("ended", replace(ended, task=None), _memory()))
        except Exception as error:  # what cannot be unpickled or pickled
            message = pickle.dumps(("ended", Ended(place, None, why=Why.RAISED, detail=told(error)), _memory()))
        with lock:
            _send_raw(outgoing, message)


class _Crew(Generic[Task, Result]):
    """The workers of one call, each looked after by a thread."""

    def __init__(self, work: Callable[[Task], Result], patience: float) -> None:
        self.work, self.patience = work, patience
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.workers: set[_Worker] = set()
        self.false_starts = 0
        self.folder: Path | None = None
        self.stack = contextlib.ExitStack()

    def __enter__(self) -> _Crew[Task, Result]:
        with contextlib.suppress(OSError):  # without one, workers use the system's
            self.folder = self.stack.enter_context(isolated.scratch())
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        with self.lock:
            left = tuple(self.workers)
        for worker in left:
            worker.end()
        self.stack.close()

    def run(self, tasks: list[tuple[int, Task]], workers: int) -> Iterator[Ended[Task, Result]]:
        """The tasks ended, each with a result or a reason."""
        waiting: queue.SimpleQueue[tuple[int, Task]] = queue.SimpleQueue()
        for task in tasks:
            waiting.put(task)
        results: queue.Queue[Ended[Task, Result] | None] = queue.Queue(maxsize=2 * workers)
        for _ in range(workers):
            threading.Thread(target=self._look_after, args=(waiting, results), daemon=True).start()
        left = workers
        while left:
            try:
                ended = results.get(timeout=PULSE)  # Windows hears no Ctrl-C while it waits without end
            except queue.Empty:
                continue
            if ended is None:
                left -= 1
            else:
                yield ended
        with contextlib.suppress(queue.Empty):  # no process could be had: what is left is done here
            while True:
                place, job = waiting.get_nowait()
                yield _here(self.work, place, job)

    def _look_after(
        self,
        waiting: queue.SimpleQueue[tuple[int, Task]],
        results: queue.Queue[Ended[Task, Result] | None],
    ) -> None:
        worker: _Worker | None = None
        try:
            while not self.over.is_set():
                if worker is None and not waiting.empty():
                    worker = self._started()
                    if worker is None:
                        break
                try:
                    place, task = waiting.get_nowait()
                except queue.Empty:
                    break
                assert worker is not None
                self._hand_over(results, worker.do(self.work, place, task, self.patience))
                if worker.worn:
                    self._dismiss(worker)
                    worker = None
        finally:
            if worker is not None:
                self._dismiss(worker)
            self._hand_over(results, None)

    def _started(self) -> _Worker | None:
        """A worker that has said it is ready; None where none can be had."""
        while not self.over.is_set() and self.false_starts < FALSE_STARTS:
            try:
                worker = _Worker(self.folder)
            except OSError:
                self.false_starts += 1
                continue
            with self.lock:
                self.workers.add(worker)
            if self.over.is_set():
                worker.end()
            if worker.is_ready():
                self.false_starts = 0
                return worker
            self._dismiss(worker)
            self.false_starts += 1
        return None

    def _dismiss(self, worker: _Worker) -> None:
        worker.end()
        with self.lock:
            self.workers.discard(worker)

    def _hand_over(self, results: queue.Queue[Any], message: object) -> None:
        while not self.over.is_set():
            with contextlib.suppress(queue.Full):
                results.put(message, timeout=PULSE)
                return


class _Worker:
    """One process with its pipes; ``worn`` when it must not be given another task."""

    def __init__(self, folder: Path | None) -> None:
        self.folder: Path | None = None
        variables = {}
        if folder:
            with contextlib.suppress(OSError):
                self.folder = Path(tempfile.mkdtemp(dir=folder))
                variables = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.folder))
        self.process = isolated.start(isolated.python("planforge.jobs.pool:serve"), variables=variables)
        assert self.process.stdin and self.process.stdout
        self.tasks_in: IO[bytes] = self.process.stdin
        self.results_out: IO[bytes] = self.process.stdout
        self.groups: set[int] = set()  # what it has started itself
        self.done = 0
        self.worn = False
        self.late = False

    def is_ready(self) -> bool:
        """Whether it came so far as to say so."""
        message = self._answer(PATIENCE)
        return message is not None and message[0] == "ready"

    def do(self, work: Callable[[Any], Any], place: int, task: Any, patience: float) -> Ended[Any, Any]:
        """A task done by this process, or why not; a process that has died or was late is worn."""
        try:
            content = pickle.dumps((work, task))
        except Exception as error:
            return Ended(place, task, why=Why.RAISED, detail=told(error))
        message = None
        with contextlib.suppress(OSError, ValueError):
            _send(self.tasks_in, (content, place))
            message = self._answer(patience)
        if message is None:
            self.worn = True
            return Ended(place, task, why=Why.LATE if self.late else Why.DIED)
        _, ended, memory = message
        self.done += 1
        self.worn = self.done >= WORN or memory > GROWN
        return replace(ended, task=task)

    def end(self) -> None:
        """It and all it has started are over, and its folder is gone."""
        for group in (self.process.pid, *self.groups):
            if group != self.process.pid or self.process.poll() is None:
                isolated.end(group)
        self.process.wait()
        for pipe in (self.tasks_in, self.results_out):
            with contextlib.suppress(OSError, ValueError):
                pipe.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _answer(self, patience: float) -> tuple[Any, ...] | None:
        """Its next message; None when it has died, or was late and therefore ended."""
        alarm = threading.Timer(patience, self._give_up)
        alarm.daemon = True
        alarm.start()
        try:
            while True:
                message = _received(self.results_out)
                if message is None or message[0] != "group":
                    return message
                self.groups.add(message[1])
        finally:
            alarm.cancel()

    def _give_up(self) -> None:
        self.late = True
        isolated.end(self.process.pid)


def _here(work: Callable[[Task], Result], place: int, task: Task) -> Ended[Task, Result]:
    try:
        return Ended(place, task, work(task))
    except Exception as error:
        if isolated.was_ended(error):
            raise KeyboardInterrupt from error
        if os.environ.get(isolated.TRACE):
            traceback.print_exc()
        return Ended(place, task, why=Why.RAISED, detail=told(error))


def told(error: BaseException) -> str:
    """An exception in a line: its kind, what it says, and the last place in planforge that it passed."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    ours = [frame for frame in frames if "planforge" in Path(frame.filename).parts] or frames
    place = f" ({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""
    said = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}{': ' if said else ''}{said}{place}"


def _listen(incoming: IO[bytes], inbox: queue.SimpleQueue[tuple[Any, Any]]) -> None:
    """Pass tasks on; the end of them is the end of this process, whatever it is doing."""
    while (message := _received(incoming)) is not None:
        inbox.put((message[0], message[1]))
    isolated.end_all()
    os._exit(0)


def _send(stream: IO[bytes], message: object) -> None:
    _send_raw(stream, pickle.dumps(message))


def _send_raw(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(8, "big") + content)
    stream.flush()


def _received(stream: IO[bytes]) -> tuple[Any, ...] | None:
    """The next message of a pipe; None at its end, also in the midst of a message."""
    try:
        head = stream.read(8)
        content = stream.read(int.from_bytes(head, "big")) if len(head) == 8 else b""
        if len(head) < 8 or len(content) < int.from_bytes(head, "big"):
            return None
        message: tuple[Any, ...] = pickle.loads(content)
    except (OSError, ValueError, EOFError, pickle.UnpicklingError):
        return None
    return message


def _memory() -> int:
    """The most memory this process has held, in bytes; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
