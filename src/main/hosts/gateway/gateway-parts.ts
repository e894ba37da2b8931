import type { AuditLog } from "#main/ports/audit-log.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { Gatekeeper } from "#main/services/access/gatekeeper.ts";
import type { GatewayService } from "#main/services/gateway/gateway.ts";
import type { GatewayMetrics } from "#main/services/gateway/metrics.ts";

/** The services behind the gateway. */
export interface GatewayParts {
  readonly gateway: GatewayService;
  readonly gatekeeper: Gatekeeper;
  readonly metrics: GatewayMetrics;
  readonly audit: Pick<AuditLog, "append" | "begin">;
  readonly clock: Pick<Clock, "now" | "monotonic" | "nextTurn">;
  readonly log: Logger;
}
