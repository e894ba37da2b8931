import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import { t } from "#renderer/messages/t.ts";
import { useNavigation } from "#renderer/stores/app-navigation.ts";
import { useModels } from "#renderer/stores/models.ts";
import styles from "./compare.module.css";
import { ComparisonView } from "./comparison-view.tsx";
import { LeaderboardView } from "./leaderboard-view.tsx";
import { NewComparisonView } from "./new-comparison-view.tsx";
import { NewSetView } from "./new-set-view.tsx";
import { parseComparePlace } from "./place.ts";
import { PromptSetView } from "./prompt-set-view.tsx";

/** Several models at once: a comparison, a prompt set, or how they stand. */
export function CompareScreen() {
  const place = parseComparePlace(useNavigation(({ argument }) => argument));
  // What is new begins with suggested models, which must not come up below someone's hand.
  const known = useModels(({ loading }) => loading.status !== "loading");
  switch (place.view) {
    case "new":
      return known ? <NewComparisonView /> : <Waiting />;
    case "comparison":
      return <ComparisonView key={place.id} id={place.id} />;
    case "leaderboard":
      return <LeaderboardView />;
    case "new-set":
      return known ? <NewSetView /> : <Waiting />;
    case "set":
      return <PromptSetView key={place.id} id={place.id} />;
  }
}

function Waiting() {
  return (
    <div className={styles.waiting}>
      <SkeletonRows label={t("common.loading")} rows={8} />
    </div>
  );
}
