/** The page begins here. */
import { render } from 'preact';
import { App } from './shell/app.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

render(<App />, document.getElementById('page')!);
