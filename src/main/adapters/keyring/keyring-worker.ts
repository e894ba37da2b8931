import { Entry } from "@napi-rs/keyring";
import {
  keyringQuestionSchema,
  type KeyringAnswer,
  type KeyringQuestion,
} from "./keyring-protocol.ts";

/** What a utilityProcess of Electron has in place of a fork's channel. */
interface ParentPort {
  on(event: "message", listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const service = "ModelDocker";

function answer(question: KeyringQuestion): KeyringAnswer {
  // Without a secret service Linux would fall back to the kernel's keyring, which a restart empties.
  const entry = new Entry(service, question.account, {
    linux: { store: "secret-service" },
  });
  switch (question.type) {
    case "read": {
      const secret = entry.getPassword();
      return { type: "done", ...(secret !== null && { secret }) };
    }
    case "write":
      entry.setPassword(question.secret);
      return { type: "done" };
    case "remove":
      entry.deletePassword();
      return { type: "done" };
  }
}

function answerSafely(message: unknown): KeyringAnswer {
  try {
    return answer(keyringQuestionSchema.parse(message));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { type: "refused", reason };
  }
}

const { parentPort } = process as { parentPort?: ParentPort };
if (parentPort) {
  parentPort.on("message", ({ data }) =>
    parentPort.postMessage(answerSafely(data)),
  );
} else {
  process.on("message", (message) => process.send?.(answerSafely(message)));
}
