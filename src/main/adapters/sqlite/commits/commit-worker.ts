import { workerData } from "node:worker_threads";
import { openWriter } from "../connection.ts";
import { translateStoreError } from "../store-errors.ts";
import { changesOn, type Change } from "./changes.ts";
import {
  ended,
  slots,
  type BatchMessage,
  type CommitThreadData,
  type FromThread,
  type ToThread,
} from "./protocol.ts";

const { port, shared, statements, ...options } = workerData as CommitThreadData;
const state = new Int32Array(shared);
/** Whatever ends it, nobody waits for it in vain. */
process.once("exit", () => wake(ended));
const connection = openWriter(options);
const make = changesOn(connection, statements);

function commit({ number, changes }: BatchMessage): FromThread {
  try {
    make(JSON.parse(changes) as Change[]);
    Atomics.store(state, slots.committed, number);
    return { type: "done", number };
  } catch (cause) {
    const error = translateStoreError(cause, options.path).toJSON();
    return { type: "done", number, error };
  }
}

function tell(message: FromThread): void {
  port.postMessage(message);
}

/** Last, as whoever waits for it reads the message that was sent before. */
function wake(done: number): void {
  Atomics.store(state, slots.done, done);
  Atomics.notify(state, slots.done);
}

port.on("message", (message: ToThread) => {
  if (message.type === "end") {
    connection.close();
    port.close();
    return;
  }
  tell(commit(message));
  wake(message.number);
});
tell({ type: "ready" });
