import { expect, test } from "vitest";
import { refusalFor } from "#main/hosts/gateway/errors.ts";
import { AppError } from "#shared/errors/app-error.ts";

test("a full disk is said to be one, without its path, and as something that passes", () => {
  const error = new AppError("store-full", {
    message: "The disk that holds /home/ada/modeldocker.db is full.",
    data: { path: "/home/ada/modeldocker.db" },
  });
  expect(refusalFor(error.toJSON())).toEqual({
    status: 503,
    code: "overloaded",
    message:
      "The gateway's disk is full. Free some space there, then try again.",
  });
});
