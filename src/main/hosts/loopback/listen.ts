import type { Server } from "node:net";
import { AppError } from "#shared/errors/app-error.ts";

/** Resolves once the server listens. Throws `port-in-use` with one sentence, or `internal`. */
export function listen(
  server: Server,
  address: { readonly port: number; readonly host: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) =>
      reject(explain(cause, address));
    server.once("error", fail);
    server.listen(address, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

function explain(
  cause: NodeJS.ErrnoException,
  { port, host }: { readonly port: number; readonly host: string },
): AppError {
  if (cause.code === "EADDRINUSE") {
    return new AppError("port-in-use", {
      message: `Port ${port} on ${host} is already in use; stop the program that holds it or choose another port (0 takes any free one).`,
      data: { port, host },
      cause,
    });
  }
  return new AppError("internal", {
    message: `Listening on ${host}, port ${port}, failed (${cause.code ?? cause.message}).`,
    data: { port, host },
    cause,
  });
}
