import type { AuditEvent } from "#shared/gateway/audit.ts";

export interface GatewayMetrics {
  began(): void;
  /** Once for each `began`. */
  ended(event: AuditEvent): void;
  /** All counts in Prometheus' text format. */
  render(): string;
}

interface Counted extends Pick<AuditEvent, "status" | "outcome"> {
  count: number;
}

/** Counts of what the gateway answered since it started. Labels are our own words, never a client's. */
export function createGatewayMetrics(): GatewayMetrics {
  const requests = new Map<string, Counted[]>();
  const tokens = { input: 0, output: 0 };
  let costNanoUsd = 0;
  let durationMs = 0;
  let count = 0;
  let inFlight = 0;
  return {
    began: () => void (inFlight += 1),
    ended(event) {
      const { route, status, outcome } = event;
      const ofRoute = requests.get(route) ?? [];
      const known = ofRoute.find(
        (it) => it.status === status && it.outcome === outcome,
      );
      if (known !== undefined) known.count += 1;
      else requests.set(route, [...ofRoute, { status, outcome, count: 1 }]);
      inFlight -= 1;
      count += 1;
      durationMs += event.durationMs;
      tokens.input += event.inputTokens ?? 0;
      tokens.output += event.outputTokens ?? 0;
      costNanoUsd += event.costNanoUsd ?? 0;
    },
    render() {
      const counted = [...requests].flatMap(([route, ofRoute]) =>
        ofRoute.map(
          ({ status, outcome, count: value }) =>
            `modeldocker_requests_total{route="${route}",status="${status}",outcome="${outcome}"} ${value}`,
        ),
      );
      return [
        "# TYPE modeldocker_requests_total counter",
        ...counted,
        "# TYPE modeldocker_requests_in_flight gauge",
        `modeldocker_requests_in_flight ${inFlight}`,
        "# TYPE modeldocker_request_duration_seconds summary",
        `modeldocker_request_duration_seconds_sum ${durationMs / 1_000}`,
        `modeldocker_request_duration_seconds_count ${count}`,
        "# TYPE modeldocker_tokens_total counter",
        `modeldocker_tokens_total{direction="input"} ${tokens.input}`,
        `modeldocker_tokens_total{direction="output"} ${tokens.output}`,
        "# TYPE modeldocker_cost_usd_total counter",
        `modeldocker_cost_usd_total ${costNanoUsd / 1e9}`,
        "",
      ].join("\n");
    },
  };
}
