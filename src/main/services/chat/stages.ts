import type { ChatRunner, ChatStage } from "./runner.ts";
import { authorize } from "./stages/authorize.ts";
import { budget, type BudgetStageDependencies } from "./stages/budget.ts";
import { fallback, type FallbackDependencies } from "./stages/fallback.ts";
import { limit, type LimitDependencies } from "./stages/limit.ts";
import { observe, type ObserveDependencies } from "./stages/observe.ts";
import { record, type RecordDependencies } from "./stages/record.ts";
import { retry, type RetryDependencies } from "./stages/retry.ts";
import { callProvider, type TargetDirectory } from "./call-provider.ts";
import { cache, type CacheDependencies } from "./stages/cache.ts";
import { coalesce } from "./stages/coalesce.ts";

export interface ChatStageDependencies
  extends
    RecordDependencies,
    FallbackDependencies,
    CacheDependencies,
    BudgetStageDependencies,
    LimitDependencies,
    ObserveDependencies,
    RetryDependencies {
  readonly directory: TargetDirectory;
}

/** Every rule of a chat call, outermost first. All after `fallback` run once per resolved target. */
function chatStages(dependencies: ChatStageDependencies): readonly ChatStage[] {
  return [
    record(dependencies),
    fallback(dependencies),
    authorize(dependencies.directory),
    cache(dependencies),
    coalesce(),
    budget(dependencies),
    limit(dependencies),
    retry(dependencies),
    observe(dependencies),
  ];
}

export function createChatRunner(
  dependencies: ChatStageDependencies,
): ChatRunner {
  const provider = callProvider(dependencies.directory);
  return chatStages(dependencies).reduceRight(
    (next, stage) => stage(next),
    provider,
  );
}
