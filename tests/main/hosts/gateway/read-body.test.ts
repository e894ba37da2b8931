import { once } from "node:events";
import { Socket } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { GatewayRequest } from "#main/hosts/gateway/gateway-request.ts";
import { readBody } from "#main/hosts/gateway/read-body.ts";

const limits = { maxBytes: 100_000, idleMs: 5_000 };

/** A request whose body is there as a whole, or comes while it is read. */
function aRequest(text: string, isThere: boolean): GatewayRequest {
  const request = new GatewayRequest(new Socket());
  request.headers = { "content-type": "application/json" };
  const come = () => {
    request.push(Buffer.from(text));
    request.complete = true;
    request.push(null);
  };
  if (isThere) come();
  else setImmediate(come);
  return request;
}

/** Text that a count of brackets could take for structure. */
const trickyText = fc.string({
  unit: fc.constantFrom("[", "]", "{", "}", '"', "\\", "\\\\", "a", "é"),
});

test("what is in quotes is no depth, whatever is escaped in it; 128 levels are read and 129 refused", async () => {
  await fc.assert(
    fc.asyncProperty(
      trickyText,
      fc.constantFrom(128, 129),
      fc.boolean(),
      async (text, levels, isThere) => {
        let value: unknown = text;
        for (let level = 1; level < levels; level += 1) value = [value];
        const body = { [text]: text, value };
        const written = JSON.stringify(body);
        const request = aRequest(written, isThere);
        const read = await readBody(request, limits);
        expect(read).toEqual(
          levels === 128
            ? { type: "json", value: body, text: written }
            : { type: "refused", refusal: expect.anything() },
        );
      },
    ),
  );
});

test("a body that is there already is held to its size like one that comes", async () => {
  for (const isThere of [true, false]) {
    const long = JSON.stringify("x".repeat(limits.maxBytes));
    expect(await readBody(aRequest(long, isThere), limits)).toMatchObject({
      type: "refused",
      refusal: { status: 413 },
    });
    expect(await readBody(aRequest("", isThere), limits)).toMatchObject({
      type: "refused",
      refusal: { status: 400 },
    });
  }
});

test("a body that broke off before anybody looked at it is not waited for", async () => {
  const request = new GatewayRequest(new Socket());
  request.headers = { "content-type": "application/json" };
  request.push(Buffer.from('{"model": '));
  request.destroy();
  await once(request, "close");
  expect(await readBody(request, { ...limits, idleMs: 60_000 })).toMatchObject({
    type: "refused",
    refusal: { message: "The request body broke off." },
  });
});
