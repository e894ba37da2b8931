import type { Page } from "playwright-core";

/** How long a frame between page and backend is under way, in milliseconds. */
export interface FrameDelay {
  readonly least: number;
  readonly most: number;
}

/** Two numbers with a dash between them. */
export function readFrameDelay(
  text: string | undefined,
): FrameDelay | undefined {
  const [, least, most] = /^(\d+)-(\d+)$/.exec(text ?? "") ?? [];
  return least === undefined || most === undefined
    ? undefined
    : { least: Number(least), most: Number(most) };
}

/** From the next load on, all frames of the page's WebSockets come late, in both directions and in order. */
export async function slowSocket(page: Page, delay: FrameDelay): Promise<void> {
  await page.addInitScript(({ least, most }) => {
    function lateQueue(): (act: () => void) => void {
      const waiting: (() => void)[] = [];
      let last = 0;
      return (act) => {
        const now = performance.now();
        last = Math.max(last, now + least + Math.random() * (most - least));
        waiting.push(act);
        // Timers may swap places by a millisecond; frames of one connection never do.
        setTimeout(() => waiting.shift()?.(), last - now);
      };
    }
    type Listener = (event: Event) => void;
    globalThis.WebSocket = class extends WebSocket {
      private readonly outgoing = lateQueue();

      override send(frame: string | Blob | BufferSource): void {
        this.outgoing(() => {
          if (this.readyState === WebSocket.OPEN) super.send(frame);
        });
      }

      override addEventListener(
        type: string,
        listener: EventListenerOrEventListenerObject,
        options?: boolean | AddEventListenerOptions,
      ): void {
        const incoming = lateQueue();
        const late: Listener = (event) =>
          incoming(() => (listener as Listener)(event));
        const isFrame = type === "message";
        super.addEventListener(type, isFrame ? late : listener, options);
      }
    };
  }, delay);
}
