/** The page begins here. What all views share comes first, so that a view's own style has the last word. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import { render } from 'preact';
import { App } from './shell/app.js';

render(<App />, document.getElementById('page')!);
