import process from "node:process";

/** The channel to whoever started this process. */
export interface MessagePort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What Electron gives a utilityProcess; typed here, as this entry also runs where Electron is not. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): void;
}

/** A fork's channel or a utilityProcess's port, whichever this process was started with. */
export function parentMessagePort(): MessagePort {
  const parentPort = (process as { parentPort?: ParentPort }).parentPort;
  if (parentPort)
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) =>
        parentPort.on("message", ({ data }) => listener(data)),
    };
  const send = process.send?.bind(process);
  if (!send) throw new Error("This process is started by ModelDocker only.");
  // Without its parent there is nobody to generate for; an orderly exit would wait for the decoder.
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  return {
    post: (message) => void send(message, undefined, undefined, () => {}),
    onMessage: (listener) => process.on("message", listener),
  };
}
