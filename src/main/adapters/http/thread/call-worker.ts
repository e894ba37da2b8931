import { parentPort } from "node:worker_threads";
import { AppError } from "#shared/errors/app-error.ts";
import type { HttpReply } from "../exchange.ts";
import { isHtml, readBeginning } from "../failed-reply.ts";
import { Transport } from "../transport.ts";
import { readWhole } from "../whole-text.ts";
import {
  mostTogether,
  type Answer,
  type CallForm,
  type FromThread,
  type Order,
  type ToThread,
} from "./protocol.ts";

interface Lane {
  readonly transport: Transport;
  form: CallForm;
}

const lanes = new Map<number, Lane>();
const stops = new Map<number, AbortController>();
let answers: Answer[] = [];
let ownAddress: string | undefined;

function follow(order: Order): void {
  switch (order[0]) {
    case "form":
      return setForm(order[1], order[2]);
    case "call":
      return void make(order[1], order[2], order[3]);
    case "stop":
      return stops.get(order[1])?.abort();
    case "retire":
      return lanes.get(order[1])?.transport.retire();
    case "dispose":
      lanes.get(order[1])?.transport.dispose();
      return void lanes.delete(order[1]);
    case "own-address":
      ownAddress = order[1];
  }
}

function setForm(number: number, form: CallForm): void {
  const lane = lanes.get(number);
  if (lane !== undefined) lane.form = form;
  else {
    const { timeouts } = form;
    const transport = new Transport({ timeouts, ownAddress: () => ownAddress });
    lanes.set(number, { transport, form });
  }
}

async function make(
  lane: number,
  call: number,
  body: string | undefined,
): Promise<void> {
  const stop = new AbortController();
  stops.set(call, stop);
  try {
    const reply = await open(lane, body, stop.signal);
    const text = await textOf(reply);
    answer([call, reply.status, reply.headers, text]);
  } catch (error) {
    answer([call, AppError.from(error).toJSON()]);
  }
  stops.delete(call);
}

function open(
  number: number,
  body: string | undefined,
  signal: AbortSignal,
): Promise<HttpReply> {
  const lane = lanes.get(number);
  if (lane === undefined) throw new Error("A call of a lane without a form.");
  return lane.transport.open({ ...lane.form, body }, signal);
}

/** Of what is no answer as much as anybody reads. */
function textOf(reply: HttpReply): string | Promise<string> {
  const isAnswer = reply.status >= 200 && reply.status < 300;
  return isAnswer && !isHtml(reply, "")
    ? readWhole(reply)
    : readBeginning(reply);
}

function answer(answer: Answer): void {
  if (answers.length === 0) setImmediate(tellAnswers);
  answers.push(answer);
  if (answers.length >= mostTogether) tellAnswers();
}

function tellAnswers(): void {
  const all = answers;
  if (all.length === 0) return;
  answers = [];
  tell(all);
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

process.on("unhandledRejection", (reason) => {
  tell({ defect: reason instanceof Error ? reason : new Error(typeof reason) });
});
parentPort?.on("message", (orders: ToThread) => {
  for (const order of orders) follow(order);
});
tell("ready");
