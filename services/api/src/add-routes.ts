/** All routes of the API. */
import type { Api } from './api.js';
import type { ApiDependencies } from './api-dependencies.js';
import { addBoardRoutes } from './board/board-routes.js';
import { addDocsRoutes } from './docs-routes.js';
import { addHealthRoutes } from './health-routes.js';
import { addCatalogueRoutes } from './models/catalogue-routes.js';
import { addLocaliseRoutes } from './models/localise-routes.js';
import { createLocaliser } from './models/localiser.js';
import { addModelUploadRoutes } from './models/upload-routes.js';
import { addComparisonRoutes } from './outcomes/comparison-routes.js';
import { addFacetRoutes } from './outcomes/facet-routes.js';
import { createLiveReader } from './outcomes/live-outcomes.js';
import { addOutcomeRoutes } from './outcomes/outcome-routes.js';
import { createOutcomeViews } from './outcomes/outcome-views.js';
import { pageFolder } from './page/page-folder.js';
import { addPageRoutes } from './page/page-routes.js';
import { addPictureRoutes } from './pictures/picture-routes.js';
import { addDecideRoutes } from './runs/decide-routes.js';
import { addDeriveRoutes } from './runs/derive-routes.js';
import { addEstimateRoutes } from './runs/estimate-routes.js';
import { addEventRoutes } from './runs/event-routes.js';
import { addExportRoutes } from './runs/export-routes.js';
import { addListRoutes } from './runs/list-routes.js';
import { addPictureUploadRoutes } from './runs/picture-upload-routes.js';
import { addRunRoutes } from './runs/run-routes.js';
import { addSubmitRoutes } from './runs/submit-routes.js';
import { addTimelineRoutes } from './runs/timeline-routes.js';

export function addRoutes(app: Api, deps: ApiDependencies): void {
  addHealthRoutes(app, deps);
  addSubmitRoutes(app, deps);
  addPictureUploadRoutes(app, deps);
  addEstimateRoutes(app, deps);
  addListRoutes(app, deps);
  addRunRoutes(app, deps);
  addDecideRoutes(app, deps);
  addDeriveRoutes(app, deps);
  addEventRoutes(app, deps);
  addTimelineRoutes(app, deps);
  addExportRoutes(app, deps);
  const readers = {
    views: createOutcomeViews(deps.store, deps.stopping),
    live: createLiveReader(deps.store),
  };
  addOutcomeRoutes(app, deps, readers);
  addFacetRoutes(app, deps, readers);
  addComparisonRoutes(app, deps, readers);
  addPictureRoutes(app, deps, readers);
  addCatalogueRoutes(app, deps);
  addModelUploadRoutes(app, deps);
  const localiser = createLocaliser(deps.store, { decode: deps.decode, threads: deps.inferenceThreads });
  app.addHook('onClose', () => localiser.close());
  addLocaliseRoutes(app, deps, localiser);
  addBoardRoutes(app, deps.queues);
  addDocsRoutes(app);
  addPageRoutes(app, pageFolder);
}
