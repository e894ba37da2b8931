import { AppError } from "#shared/errors/app-error.ts";
import type { OwnerInfo } from "#main/ports/owner.ts";

/** This process serves the data itself. */
export interface OwnSession<Port> {
  /** Answers RPC on a window's port. */
  serve(port: Port): void;
  close(): Promise<void>;
}

export interface DesktopSessionOptions<Port> {
  readonly version: string;
  /** Another process that owns the data, if one runs. */
  readonly findOwner: () => OwnerInfo | undefined;
  /** Becomes the owner. Throws AppError, `data-dir-owned` when somebody else was faster. */
  readonly own: () => Promise<OwnSession<Port>>;
  /** Passes a port's frames on to the owner. */
  readonly relay: (port: Port, owner: OwnerInfo) => void;
}

export interface DesktopSession<Port> {
  /**
   * Owns the data or finds who does; settled once, but an owner that has gone since is replaced.
   * Throws AppError, `version-mismatch` when the owner is of another version.
   */
  open(): Promise<void>;
  /** Connects a window's port, waiting for the data if need be. Throws as `open` does. */
  connect(port: Port): Promise<void>;
  close(): Promise<void>;
}

/** A window on data that this process owns, or that another one does: the window never knows. */
export function createDesktopSession<Port>(
  options: DesktopSessionOptions<Port>,
): DesktopSession<Port> {
  let owning: Promise<OwnSession<Port>> | undefined;

  async function own(): Promise<OwnSession<Port>> {
    owning ??= options.own();
    try {
      return await owning;
    } catch (error) {
      owning = undefined;
      throw error;
    }
  }

  async function reach(): Promise<(port: Port) => void> {
    if (!owning) {
      const owner = options.findOwner();
      if (owner) return attach(owner, options);
    }
    try {
      const session = await own();
      return (port) => session.serve(port);
    } catch (error) {
      const owner = wasFaster(error) ? options.findOwner() : undefined;
      if (owner) return attach(owner, options);
      throw error;
    }
  }

  return {
    open: async () => void (await reach()),
    connect: async (port) => (await reach())(port),
    close: async () => {
      const session = await owning?.catch(() => undefined);
      await session?.close();
    },
  };
}

function wasFaster(error: unknown): boolean {
  return error instanceof AppError && error.code === "data-dir-owned";
}

function attach<Port>(
  owner: OwnerInfo,
  { version, relay }: DesktopSessionOptions<Port>,
): (port: Port) => void {
  if (owner.version !== version) {
    throw new AppError("version-mismatch", {
      message: `ModelDocker ${owner.version} already runs on this data (process ${owner.pid}), and this window is version ${version}; stop the other one first.`,
      data: { pid: owner.pid, running: owner.version, own: version },
    });
  }
  return (port) => relay(port, owner);
}
