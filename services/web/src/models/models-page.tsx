/** The models that runs can be made with, and a place to try one. */

import type { RunPage } from '@camfleet/protocol';
import { useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { EmptyState } from '../ui/empty-state.js';
import { ProblemNote } from '../ui/problem-note.js';
import { lastSpeed } from './last-speed.js';
import { ModelCard } from './model-card.js';
import { calledAs, type ModelList } from './model-view.js';
import { TryModel } from './try-model.js';
import { UploadModel } from './upload-model.js';
import './models.css';

export function ModelsPage() {
  const { data, problem, refresh } = useResource<ModelList>('/v1/models');
  const [tried, setTried] = useState<string | null>(null);
  const runs = useResource<RunPage>('/v1/runs?limit=100').data?.runs ?? [];
  const models = data?.models ?? [];
  const model = models.find((one) => calledAs(one) === tried) ?? models[0];
  return (
    <>
      <div class="head">
        <h1>Models</h1>
      </div>
      <div class="models">
        <ProblemNote problem={problem} />
        {data !== null && data.damaged.length > 0 && (
          <p class="note bad">Cannot be read, and are to be prepared again: {data.damaged.join(', ')}</p>
        )}
        {data !== null && models.length === 0 && (
          <div class="sheet">
            <EmptyState title="No model is prepared yet">
              <p>
                Any ONNX classifier will do that ends in a global pool and one linear layer. It is prepared
                once: the class activation map is fused into its graph, and the identity of its head is
                checked.
              </p>
            </EmptyState>
          </div>
        )}
        {models.length > 0 && (
          <ul class="model-cards">
            {models.map((one) => (
              <li key={`${one.name}@${one.version}`}>
                <ModelCard
                  model={one}
                  speed={lastSpeed(runs, `${one.name}@${one.version}`)}
                  isTried={one === model}
                  onTry={() => setTried(calledAs(one))}
                />
              </li>
            ))}
          </ul>
        )}
        <div class="stack models-side">
          {model !== undefined && <TryModel key={calledAs(model)} model={model} />}
          <UploadModel onPrepared={refresh} />
        </div>
      </div>
    </>
  );
}
