/// The texts of the templates, in Mustache. Each value is written with two braces, and so escaped.
enum PageTemplate {
    static let frame = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{heading}} · Dynamic DNS</title>
        <link rel="stylesheet" href="{{style}}">
        </head>
        <body>
        <a class="skip" href="#main">To the content</a>
        <header>
        <nav aria-label="Pages">
        <a class="brand" href="/">Dynamic DNS</a>
        {{#signedIn}}
        <a href="/hosts">My hosts</a>
        <a href="/history">History</a>
        <a href="/account">Account</a>
        {{/signedIn}}
        {{#isAdministrator}}<a href="/admin">Administration</a>{{/isAdministrator}}
        <a href="/status">Status</a>
        {{^signedIn}}<a href="/sign-in">Sign in</a>{{/signedIn}}
        {{#signedIn}}
        <form class="inline" method="post" action="/sign-out">{{>key}}
        <button class="link">Sign out<span class="hidden"> {{signedIn}}</span></button></form>
        {{/signedIn}}
        </nav>
        </header>
        <main id="main" tabindex="-1">
        <h1>{{heading}}</h1>
        {{#done}}<p class="done" role="status">{{done}}</p>{{/done}}
        {{#page}}{{>*template}}{{/page}}
        </main>
        <footer>
        <p>{{#takesReports}}<a href="/report">Report a host</a> · {{/takesReports}}<a href="/status">Status</a></p>
        </footer>
        </body>
        </html>

        """

    static let key = """
        <input type="hidden" name="form-key" value="{{formKey}}">
        """

    static let refusal = """
        <p class="problem" role="alert">{{problem}}</p>
        <p>{{remedy}}</p>
        <p><a class="button" href="{{path}}">{{link}}</a></p>
        """

    static let said = """
        <p>{{words}}</p>
        <p><a class="button" href="{{path}}">{{link}}</a></p>
        """

    static let confirm = """
        <p>{{question}}</p>
        <ul>
        {{#effects}}<li>{{.}}</li>
        {{/effects}}
        </ul>
        <form method="post" action="{{action}}">{{>key}}
        <p class="buttons"><button class="danger">{{verb}}</button> <a class="button" href="{{back}}">No, go back</a></p>
        </form>
        """

    static let first = """
        <p class="lead">Host names that follow their machines.</p>
        {{#isReady}}
        <p>Host names here are below:</p>
        <ul>
        {{#suffixes}}<li><code>{{name}}</code>, with {{types}}; {{signUp}}</li>
        {{/suffixes}}
        </ul>
        <h2>How it goes</h2>
        <ol>
        <li><a href="/sign-in">Sign in</a> with an account that you have, or with an invitation.</li>
        <li>Claim a name, as in <code>{{example}}</code>, and make a token for it.</li>
        <li>Let the machine say where it is: one line in cron, a client, or your router.
        <pre tabindex="0"><code>curl -u host:TOKEN '{{address}}/nic/update?hostname={{example}}'</code></pre></li>
        </ol>
        <p>Every change stands in a history that you can read. Which names there are and what they may have is declared
        in git and reviewed.</p>
        {{/isReady}}
        {{^isReady}}
        <p>The service is starting; come again in a minute.</p>
        {{/isReady}}
        {{#sender}}<p>You come from <code>{{sender}}</code>.</p>{{/sender}}
        """

    static let status = """
        <dl class="facts">
        <div><dt>Updates</dt><dd>{{#isServing}}are taken{{/isServing}}{{^isServing}}are not taken now{{/isServing}}</dd></div>
        <div><dt>Zones</dt><dd>{{zones}}</dd></div>
        {{#commit}}<div><dt>Commit in force</dt><dd><code>{{commit}}</code></dd></div>{{/commit}}
        {{#settings}}<div><dt>Its settings</dt><dd>those of <code>{{settings}}</code></dd></div>{{/settings}}
        {{#isWaiting}}<div><dt>Waiting</dt><dd>the branch has other settings, which wait to be accepted</dd></div>
        {{/isWaiting}}
        <div><dt>Time</dt><dd><time datetime="{{now.exact}}">{{now.text}}</time></dd></div>
        </dl>
        {{#suffixes}}
        <h2><code>{{name}}</code></h2>
        <dl class="facts">
        <div><dt>Types</dt><dd>{{types}}</dd></div>
        <div><dt>TTL</dt><dd>{{ttl}} seconds</dd></div>
        <div><dt>Hosts an account</dt><dd>{{most}}</dd></div>
        <div><dt>Without an update</dt><dd>{{idle}}</dd></div>
        <div><dt>Who may sign up</dt><dd>{{signUp}}</dd></div>
        </dl>
        {{/suffixes}}
        """

    static let report = """
        <p>Is a host here used for something bad? Say which, and what you saw. Somebody looks at it.</p>
        <form method="post" action="/report">{{>key}}
        <p><label for="host">Host</label>
        <input id="host" name="host" required maxlength="255" autocapitalize="none" spellcheck="false"
        value="{{host}}" aria-describedby="host-help">
        <small id="host-help">As in <code>{{example}}</code>, or the address of a page there.</small></p>
        <p><label for="words">What is wrong</label>
        <textarea id="words" name="words" rows="6" required maxlength="2000"></textarea></p>
        <p><label for="contact">Where we can ask you (may stay empty)</label>
        <input id="contact" name="contact" maxlength="200" autocomplete="email"></p>
        <p><button>Send the report</button></p>
        </form>
        """
}
