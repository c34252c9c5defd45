extension PageTemplate {
    static let signIn = """
        {{#hasServices}}
        <h2>With an account that you have</h2>
        <ul class="choices">
        {{#services}}<li><a class="button" href="/sign-in/{{id}}">Sign in with {{title}}</a></li>
        {{/services}}
        </ul>
        {{/hasServices}}
        <h2>With an invitation</h2>
        <form method="post" action="/sign-in/invitation">{{>key}}
        <p><label for="invitation">Invitation</label>
        <input id="invitation" name="invitation" required maxlength="100" autocomplete="off" autocapitalize="none"
        spellcheck="false" aria-describedby="invitation-help">
        <small id="invitation-help">Those who run the service give it to you. It is good once.</small></p>
        <p><label for="name">Your name here</label>
        <input id="name" name="name" required maxlength="100" autocomplete="nickname"></p>
        <p><button>Make my account</button></p>
        </form>
        <h2>With a recovery code</h2>
        <form method="post" action="/sign-in/recovery">{{>key}}
        <p><label for="account">Account</label>
        <input id="account" name="account" required maxlength="100" autocomplete="username" autocapitalize="none"
        spellcheck="false"></p>
        <p><label for="code">Recovery code</label>
        <input id="code" name="code" required maxlength="100" autocomplete="off" autocapitalize="none"
        spellcheck="false" aria-describedby="code-help">
        <small id="code-help">Your account page made them. Each is good once.</small></p>
        <p><button>Sign in</button></p>
        </form>
        """

    static let secondFactor = """
        <p>This account has a second factor. Your program for one-time passwords shows six digits.</p>
        <form method="post" action="/second-factor">{{>key}}
        <p><label for="password">One-time password, or a recovery code</label>
        <input id="password" name="password" required maxlength="100" inputmode="text" autocomplete="one-time-code"></p>
        <p class="buttons"><button>Go on</button></p>
        </form>
        """

    static let codes = """
        {{#isNew}}<p>Welcome, {{owner}}. This is your account.</p>{{/isNew}}
        <p>Keep these recovery codes where you find them again: each signs you in once, with the account's number. They
        are shown now and never again; codes that you had before are good for nothing.</p>
        <dl class="facts"><div><dt>Account</dt><dd><code>{{number}}</code></dd></div></dl>
        <ul class="secrets">
        {{#codes}}<li><code>{{.}}</code></li>
        {{/codes}}
        </ul>
        <p><a class="button" href="{{path}}">I have kept them</a></p>
        """

    static let setSecondFactor = """
        <p>Give this secret to your program for one-time passwords (TOTP, six digits, 30 seconds), then write what it
        shows.</p>
        <dl class="facts"><div><dt>Secret</dt><dd><code>{{text}}</code></dd></div></dl>
        <p><a href="{{url}}">Open it in a program on this device</a></p>
        <form method="post" action="/account/second-factor">{{>key}}
        <input type="hidden" name="secret" value="{{signed}}">
        <p><label for="password">One-time password</label>
        <input id="password" name="password" required maxlength="10" inputmode="numeric" autocomplete="one-time-code"></p>
        <p><button>Use it from now on</button></p>
        </form>
        """

    static let account = """
        <dl class="facts">
        <div><dt>Name</dt><dd>{{owner}}</dd></div>
        <div><dt>Number</dt><dd><code>{{number}}</code></dd></div>
        <div><dt>Since</dt><dd><time datetime="{{created.exact}}">{{created.text}}</time></dd></div>
        {{#isOfAdministrator}}<div><dt>Role</dt><dd>administrator</dd></div>{{/isOfAdministrator}}
        </dl>
        <h2>Name and mail</h2>
        <form method="post" action="/account/profile">{{>key}}
        <p><label for="name">Name</label>
        <input id="name" name="name" required maxlength="100" autocomplete="nickname" value="{{owner}}"></p>
        <p><label for="mail">Mail, for warnings (may stay empty)</label>
        <input id="mail" name="mail" type="email" maxlength="200" autocomplete="email" value="{{mail}}"></p>
        <p><button>Save</button></p>
        </form>
        <h2>Ways to sign in</h2>
        {{^hasIdentities}}<p>There is none but recovery codes.{{#hasServices}} Add one:{{/hasServices}}</p>{{/hasIdentities}}
        {{#hasIdentities}}
        <ul class="rows">
        {{#identities}}
        <li><span><strong>{{issuer}}</strong> as <code>{{subject}}</code></span>
        <form class="inline" method="post" action="/account/identities/remove">{{>key}}
        <input type="hidden" name="issuer" value="{{issuer}}"><input type="hidden" name="subject" value="{{subject}}">
        <button class="small">Remove<span class="hidden"> {{subject}} at {{issuer}}</span></button></form></li>
        {{/identities}}
        </ul>
        {{/hasIdentities}}
        {{#hasServices}}
        <ul class="choices">
        {{#services}}<li><a class="button" href="/account/identities/{{id}}">Add {{title}}</a></li>
        {{/services}}
        </ul>
        {{/hasServices}}
        <h2>Recovery codes</h2>
        <p>{{recovery}}</p>
        <form method="post" action="/account/recovery-codes">{{>key}}<p><button>Make new codes</button></p></form>
        {{#takesSecondFactor}}
        <h2>One-time passwords</h2>
        {{#hasSecondFactor}}
        <p>They are asked for when you sign in.</p>
        <form method="post" action="/account/second-factor/remove">{{>key}}
        <p><label for="password">A one-time password, to remove it</label>
        <input id="password" name="password" required maxlength="10" inputmode="numeric" autocomplete="one-time-code"></p>
        <p><button class="danger">Ask for none from now on</button></p></form>
        {{/hasSecondFactor}}
        {{^hasSecondFactor}}
        <p>A program on your telephone shows six digits, which are asked for beside your sign-in.</p>
        <p><a class="button" href="/account/second-factor">Set it up</a></p>
        {{/hasSecondFactor}}
        {{/takesSecondFactor}}
        <h2>Sessions</h2>
        <ul class="rows">
        {{#sessions}}
        <li><span>{{#isThis}}<strong>This one</strong>, {{/isThis}}since
        <time datetime="{{begun.exact}}">{{begun.text}}</time>{{#source}}, from <code>{{source}}</code>{{/source}}
        {{#program}}<small>{{program}}</small>{{/program}}</span></li>
        {{/sessions}}
        </ul>
        <form method="post" action="/sign-out/everywhere">{{>key}}<p><button>Sign out everywhere</button></p></form>
        <h2>Delete the account</h2>
        <p><a class="button danger" href="/account/delete">Delete the account</a></p>
        """
}
