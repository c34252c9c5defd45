extension PageTemplate {
    static let administration = """
        <p class="buttons"><a class="button" href="/admin/accounts">Accounts</a>
        {{#takesReports}}<a class="button" href="/admin/reports">Reports ({{openReports}})</a>{{/takesReports}}
        <a class="button" href="/admin/history">History of all</a></p>
        {{#hasProblems}}
        <h2>What is wrong</h2>
        <ul class="problem">
        {{#problems}}<li>{{.}}</li>
        {{/problems}}
        </ul>
        {{/hasProblems}}
        {{^hasProblems}}<p class="done">Nothing is wrong that the service knows of.</p>{{/hasProblems}}
        {{#hasWarnings}}
        <h2>What should be known</h2>
        <ul>
        {{#warnings}}<li>{{.}}</li>
        {{/warnings}}
        </ul>
        {{/hasWarnings}}
        <h2>Queues and rates</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Queues and rates">
        <table>
        <thead><tr><th scope="col">What</th><th scope="col">Of</th><th scope="col">Now</th></tr></thead>
        <tbody>
        {{#numbers}}<tr><td>{{what}}</td><td>{{of}}</td><td class="number">{{now}}</td></tr>
        {{/numbers}}
        </tbody>
        </table>
        </div>
        {{#drift}}<h2>Drift</h2>
        <pre tabindex="0">{{drift}}</pre>{{/drift}}
        <h2>Find a host or an account</h2>
        <form class="row" method="get" action="/admin/find">
        <p class="wide"><label for="what">Name of a host, or number of an account</label>
        <input id="what" name="what" required maxlength="255" autocapitalize="none" spellcheck="false"></p>
        <p><button>Find</button></p>
        </form>
        """

    static let accounts = """
        <ul class="rows">
        {{#accounts}}
        <li><span><a href="/admin/accounts/{{number}}">{{owner}}</a> <small><code>{{number}}</code>
        {{role}}, since {{since}}</small></span>{{#isBlocked}}<span class="status off">blocked</span>{{/isBlocked}}</li>
        {{/accounts}}
        </ul>
        {{#next}}<p><a class="button" href="/admin/accounts?after={{next}}">More accounts</a></p>{{/next}}
        """

    static let oneAccount = """
        <dl class="facts">
        <div><dt>Number</dt><dd><code>{{number}}</code></dd></div>
        <div><dt>Role</dt><dd>{{role}}</dd></div>
        <div><dt>Since</dt><dd>{{since}}</dd></div>
        <div><dt>Mail</dt><dd>{{mail}}</dd></div>
        <div><dt>Second factor</dt><dd>{{factor}}</dd></div>
        </dl>
        {{#accountBlock}}<p class="problem">Blocked: {{accountBlock}}</p>{{/accountBlock}}
        {{>block-form}}
        <h2>Hosts</h2>
        {{^hasHosts}}<p>It has none.</p>{{/hasHosts}}
        {{#hosts}}
        <section class="card" aria-label="{{name}}">
        <h3>{{name}}</h3>
        <p class="status {{state}}">{{stateText}}</p>
        {{#blockText}}<p class="problem">{{blockText}}</p>{{/blockText}}
        <p>{{#addresses}}<code>{{.}}</code> {{/addresses}}</p>
        {{#form}}{{>block-form}}{{/form}}
        </section>
        {{/hosts}}
        {{#next}}<p><a class="button" href="/admin/accounts/{{number}}?after={{next}}">More hosts</a></p>{{/next}}
        <h2>History</h2>
        {{>events}}
        """

    static let blockForm = """
        {{#canBlock}}
        <form class="row" method="post" action="{{blockPath}}/block">{{>key}}
        <p class="wide"><label for="{{blockID}}">Why it is blocked; its owner reads this</label>
        <input id="{{blockID}}" name="reason" required maxlength="150" autocomplete="off"></p>
        <p><button class="danger">Block<span class="hidden"> {{blockName}}</span></button></p>
        </form>
        {{/canBlock}}
        {{^canBlock}}
        <form method="post" action="{{blockPath}}/unblock">{{>key}}
        <p><button>Unblock<span class="hidden"> {{blockName}}</span></button></p>
        </form>
        {{/canBlock}}
        """

    static let reports = """
        {{^hasReports}}<p>No report is open.</p>{{/hasReports}}
        <ul class="cards">
        {{#reports}}
        <li>
        <h2><a href="/admin/find?what={{host}}">{{host}}</a></h2>
        <p class="words">{{words}}</p>
        <p class="by">Number {{number}}, {{at}}{{#contact}}, by {{contact}}{{/contact}}{{#source}}, from
        <code>{{source}}</code>{{/source}}</p>
        <form class="row" method="post" action="/admin/reports/{{number}}/close">{{>key}}
        <p class="wide"><label for="outcome-{{number}}">What was done</label>
        <input id="outcome-{{number}}" name="outcome" required maxlength="200" autocomplete="off"></p>
        <p><button>Close<span class="hidden"> report {{number}}</span></button></p>
        </form>
        </li>
        {{/reports}}
        </ul>
        {{#older}}<p><a class="button" href="{{older}}">Older</a></p>{{/older}}
        """
}
