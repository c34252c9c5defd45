extension PageTemplate {
    static let hosts = """
        {{^hasHosts}}<p>You have no host yet. Claim a name below.</p>{{/hasHosts}}
        {{#hasHosts}}
        <ul class="cards">
        {{#hosts}}
        <li>
        <h2><a href="{{path}}">{{name}}</a></h2>
        {{#letters}}<p>{{letters}}</p>{{/letters}}
        <p class="status {{state}}">{{stateText}}</p>
        {{#blockText}}<p class="problem">{{blockText}}</p>{{/blockText}}
        <dl class="facts">
        <div><dt>Address</dt><dd>{{^hasAddresses}}none{{/hasAddresses}}
        {{#addresses}}<code>{{.}}</code> {{/addresses}}</dd></div>
        {{#update}}
        <div><dt>Last change</dt><dd><time datetime="{{at.exact}}">{{at.ago}}</time>{{#source}}
        from <code>{{source}}</code>{{/source}}{{#program}} by {{program}}{{/program}}</dd></div>
        {{/update}}
        <div><dt>Last seen</dt><dd><time datetime="{{seen.exact}}">{{seen.ago}}</time></dd></div>
        </dl>
        </li>
        {{/hosts}}
        </ul>
        {{#next}}<p><a class="button" href="/hosts?after={{next}}">More hosts</a></p>{{/next}}
        {{/hasHosts}}
        <h2>Claim a host</h2>
        {{#canClaim}}
        <form method="post" action="/hosts">{{>key}}
        <p><label for="name">Name</label>
        <input id="name" name="name" required maxlength="255" autocomplete="off" autocapitalize="none"
        spellcheck="false" aria-describedby="name-help">
        <small id="name-help">One word, as in <code>home</code>.</small></p>
        <p><label for="suffix">Below</label>
        <select id="suffix" name="suffix">
        {{#suffixes}}<option value="{{.}}">{{.}}</option>
        {{/suffixes}}
        </select></p>
        <p><button>Claim it</button></p>
        </form>
        {{/canClaim}}
        {{^canClaim}}<p>The service is starting; come again in a minute.</p>{{/canClaim}}
        """

    static let host = """
        {{#letters}}<p class="lead">{{letters}}</p>{{/letters}}
        <p class="status {{state}}">{{stateText}}</p>
        {{#blockText}}<p class="problem">{{blockText}}</p>{{/blockText}}
        <dl class="facts">
        {{#update}}
        <div><dt>Last change</dt><dd><time datetime="{{at.exact}}">{{at.ago}}</time>{{#source}}
        from <code>{{source}}</code>{{/source}}{{#program}} by {{program}}{{/program}}</dd></div>
        {{/update}}
        <div><dt>Last seen</dt><dd><time datetime="{{seen.exact}}">{{seen.ago}}</time></dd></div>
        <div><dt>In DNS now</dt><dd>{{live}}{{#liveLines}}<code>{{.}}</code> {{/liveLines}}</dd></div>
        </dl>
        <p class="buttons"><a class="button" href="{{path}}">Look again</a>
        <a class="button" href="{{path}}/update">How to update it</a>
        <a class="button" href="{{path}}/history">History</a></p>
        <h2 id="records">Records</h2>
        {{^hasRecords}}<p>There are none. Update the host, or add one.</p>{{/hasRecords}}
        {{#hasRecords}}
        <ul class="rows">
        {{#records}}
        <li><span><strong>{{type}}</strong> <code>{{value}}</code> <small>{{owner}}</small></span>
        <form class="inline" method="post" action="{{path}}/records/delete">{{>key}}
        <input type="hidden" name="at" value="{{at}}"><input type="hidden" name="type" value="{{type}}">
        <input type="hidden" name="value" value="{{value}}">
        <button class="small">Delete<span class="hidden"> {{type}} {{value}}</span></button></form></li>
        {{/records}}
        </ul>
        {{/hasRecords}}
        <form class="row" method="post" action="{{path}}/records">{{>key}}
        <p><label for="type">Type</label>
        <select id="type" name="type">{{#types}}<option value="{{.}}">{{.}}</option>{{/types}}</select></p>
        {{#takesChallenges}}
        <p><label for="at">At</label>
        <select id="at" name="at"><option value="">the host</option>
        <option value="_acme-challenge">_acme-challenge</option></select></p>
        {{/takesChallenges}}
        <p class="wide"><label for="value">Value</label>
        <input id="value" name="value" required maxlength="1500" autocomplete="off" autocapitalize="none"
        spellcheck="false"></p>
        <p><button>Add</button></p>
        </form>
        <h2 id="tokens">Tokens</h2>
        <p>A client updates the host with a token. The token is its password; any user name will do.</p>
        {{#hasTokens}}
        <ul class="rows">
        {{#tokens}}
        <li><span><strong>{{label}}</strong> {{scope}}
        <small>made {{made}}, {{used}}</small></span>
        {{#isGood}}
        <form class="inline" method="post" action="{{path}}/tokens/{{id}}/revoke">{{>key}}
        <button class="small">Revoke<span class="hidden"> {{label}}</span></button></form>
        {{/isGood}}{{^isGood}}<span class="status off">revoked</span>{{/isGood}}</li>
        {{/tokens}}
        </ul>
        {{/hasTokens}}
        <form method="post" action="{{path}}/tokens">{{>key}}
        <fieldset><legend>Make a token</legend>
        <p><label for="label">What it is for</label>
        <input id="label" name="label" maxlength="100" required autocomplete="off" value="router"></p>
        <fieldset class="boxes"><legend>It may change</legend>
        {{#types}}<label><input type="checkbox" name="types" value="{{.}}" checked> {{.}}</label>
        {{/types}}
        </fieldset>
        <p><label for="sources">Only from these networks (may stay empty)</label>
        <input id="sources" name="sources" maxlength="1000" autocomplete="off" aria-describedby="sources-help">
        <small id="sources-help">As in <code>192.0.2.0/24 2001:db8::/32</code>.</small></p>
        <p><label><input type="checkbox" name="all-hosts" value="yes"> It is good for all my hosts</label></p>
        <p><button>Make a token</button></p>
        </fieldset>
        </form>
        <h2>Give the host up</h2>
        <p><a class="button danger" href="{{path}}/delete">Delete this host</a></p>
        """

    static let tokenMade = """
        <p>The token <strong>{{label}}</strong> is made. It is shown now and never again.</p>
        <p class="secret"><code id="token">{{secret}}</code></p>
        <h2>Try it</h2>
        <p>This line sets the address of <code>{{host}}</code> to that of the machine it runs on, and can stand in
        cron:</p>
        <pre tabindex="0"><code id="curl">{{curl}}</code></pre>
        <p class="buttons"><a class="button" href="{{path}}">Back to the host</a>
        <a class="button" href="{{path}}/update">Other clients</a></p>
        """

    static let instructions = """
        <p>Where it says <code>TOKEN</code>, write a token of this host; <a href="{{path}}#tokens">make one</a> if you
        have none. Any user name will do.</p>
        {{#clients}}
        <section aria-labelledby="{{id}}">
        <h2 id="{{id}}">{{title}}</h2>
        <p>{{words}}</p>
        {{#hasFields}}
        <dl class="facts">
        {{#fields}}<div><dt>{{name}}</dt><dd><code>{{value}}</code></dd></div>
        {{/fields}}
        </dl>
        {{/hasFields}}
        {{#text}}<pre tabindex="0"><code>{{text}}</code></pre>{{/text}}
        </section>
        {{/clients}}
        <p><a class="button" href="{{path}}">Back to the host</a></p>
        """

    static let history = """
        {{^hasEvents}}<p>Nothing has happened yet.</p>{{/hasEvents}}
        {{>events}}
        {{#older}}<p><a class="button" href="{{older}}">Older</a></p>{{/older}}
        {{#back}}<p><a class="button" href="{{back}}">Back to the host</a></p>{{/back}}
        """

    static let events = """
        {{#hasEvents}}
        <ol class="events">
        {{#events}}
        <li>
        <p><time datetime="{{at.exact}}">{{at.text}}</time> <strong>{{what}}</strong>
        {{#about}}<code>{{about}}</code>{{/about}}</p>
        <p class="by">by {{who}}{{#source}} from <code>{{source}}</code>{{/source}}{{#program}} with {{program}}{{/program}}</p>
        {{#was}}<pre tabindex="0"><span class="hidden">Before: </span><del>{{was}}</del></pre>{{/was}}
        {{#became}}<pre tabindex="0"><span class="hidden">After: </span><ins>{{became}}</ins></pre>{{/became}}
        </li>
        {{/events}}
        </ol>
        {{/hasEvents}}
        """
}
