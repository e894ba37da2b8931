import { expect, test } from "vitest";
import { AppError } from "#shared/errors/app-error.ts";
import { createDesktopSession } from "#main/desktop-session.ts";
import type { OwnerInfo } from "#main/ports/owner.ts";

const owner: OwnerInfo = {
  pid: 7,
  startTime: "then",
  version: "1.0.0",
  addresses: { rpc: "ws://127.0.0.1:1/rpc" },
  token: "secret",
};

function setUp(own: () => Promise<void> = async () => undefined) {
  const world = {
    owner: undefined as OwnerInfo | undefined,
    owned: 0,
    closed: 0,
    events: [] as string[],
  };
  const session = createDesktopSession<string>({
    version: "1.0.0",
    findOwner: () => world.owner,
    own: async () => {
      world.owned += 1;
      await own();
      return {
        serve: (port) => void world.events.push(`serve ${port}`),
        close: async () => void (world.closed += 1),
      };
    },
    relay: (port) => void world.events.push(`relay ${port}`),
  });
  return { world, session };
}

test("without an owner it owns the data, once for all windows", async () => {
  const { world, session } = setUp();
  await Promise.all([
    session.open(),
    session.connect("a"),
    session.connect("b"),
  ]);
  expect(world).toMatchObject({ owned: 1, events: ["serve a", "serve b"] });
  await session.close();
  expect(world.closed).toBe(1);
});

test("with one it attaches, and takes over when that one has gone", async () => {
  const { world, session } = setUp();
  world.owner = owner;
  await session.connect("a");
  world.owner = undefined;
  await session.connect("b");
  expect(world.events).toEqual(["relay a", "serve b"]);
});

test("who loses the race for the directory attaches to the winner", async () => {
  const { world, session } = setUp(async () => {
    world.owner = owner;
    throw new AppError("data-dir-owned");
  });
  await session.connect("a");
  expect(world.events).toEqual(["relay a"]);
});

test("another version is refused, whichever side is newer", async () => {
  const { world, session } = setUp();
  world.owner = { ...owner, version: "2.0.0" };
  await expect(session.open()).rejects.toMatchObject({
    code: "version-mismatch",
    data: { running: "2.0.0", own: "1.0.0" },
  });
});

test("a failure to open is told each time and tried again", async () => {
  const { world, session } = setUp(async () => {
    throw new AppError("store-locked");
  });
  await expect(session.open()).rejects.toMatchObject({ code: "store-locked" });
  await expect(session.connect("a")).rejects.toThrow();
  expect(world.owned).toBe(2);
});
