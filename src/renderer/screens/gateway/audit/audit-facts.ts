import type { AuditEventView, PromptRecord } from "#shared/gateway/audit.ts";
import type { FactRow } from "#renderer/components/facts.tsx";
import { formatCount, formatDuration } from "#renderer/format/numbers.ts";
import { formatMoment } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import { askerText, costText } from "./audit-text.ts";

type Rows = readonly (FactRow | undefined)[];

function row(
  label: string,
  value: string | number | undefined,
): FactRow | undefined {
  return value === undefined || value === ""
    ? undefined
    : { label, value: typeof value === "number" ? formatCount(value) : value };
}

function duration(value: number | undefined): string | undefined {
  return value === undefined ? undefined : formatDuration(value);
}

/** Who asked for what, from where. */
export function eventFacts(event: AuditEventView): Rows {
  return [
    row(t("gateway.audit.column.time"), formatMoment(event.time)),
    row(t("gateway.audit.column.key"), askerText(event)),
    row(t("gateway.audit.client"), event.client),
    row(t("gateway.audit.route"), event.route),
    row(t("gateway.audit.column.asked"), event.askedModel),
    row(t("gateway.audit.column.served"), event.servedModel),
  ];
}

/** How much it was and how long it took. */
export function tokenFacts(event: AuditEventView): Rows {
  return [
    row(t("gateway.audit.inputTokens"), event.inputTokens),
    row(t("gateway.audit.outputTokens"), event.outputTokens),
    row(t("gateway.audit.column.cost"), costText(event)),
    row(t("gateway.audit.firstText"), duration(event.firstTextMs)),
    row(t("gateway.audit.column.took"), duration(event.durationMs)),
  ];
}

/** The shape of what was sent, without its texts. */
export function recordFacts({ shape }: PromptRecord): Rows {
  const characters = (count: number) =>
    t("gateway.audit.characters", { count });
  return [
    ...shape.messages.map((message, index) =>
      row(
        t("gateway.audit.message", { number: index + 1, role: message.role }),
        message.images === 0
          ? characters(message.characters)
          : t("gateway.audit.withImages", {
              text: characters(message.characters),
              count: message.images,
            }),
      ),
    ),
    row(t("gateway.audit.tools"), shape.tools.join(", ")),
    row(t("gateway.audit.reply"), characters(shape.replyCharacters)),
    row(t("gateway.audit.finish"), shape.finishReason),
  ];
}
