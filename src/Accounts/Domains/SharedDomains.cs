namespace Parley.Accounts;

/// <summary>Domains that are no one's own: anybody has an address of them, or registers names below them.</summary>
internal static class SharedDomains
{
    private static readonly HashSet<string> Mail = new(StringComparer.Ordinal)
    {
        "126.com", "163.com", "aim.com", "aol.com", "bluewin.ch", "comcast.net", "duck.com", "fastmail.com", "fastmail.fm", "free.fr", "freenet.de",
        "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.de",
        "hotmail.fr", "hotmail.it", "hushmail.com", "icloud.com", "inbox.ru", "laposte.net", "libero.it", "list.ru", "live.com", "live.de", "live.fr",
        "mac.com", "mail.com", "mail.de", "mail.ru", "mailbox.org", "mailinator.com", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com",
        "outlook.de", "outlook.fr", "pm.me", "posteo.de", "proton.me", "protonmail.ch", "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com",
        "seznam.cz", "sina.com", "t-online.de", "tuta.com", "tuta.io", "tutanota.com", "tutanota.de", "verizon.net", "wanadoo.fr", "web.de", "wp.pl",
        "ya.ru", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com",
        "yandex.ru", "yeah.net", "ymail.com", "zoho.com",
    };

    private static readonly HashSet<string> Hosts = new(StringComparer.Ordinal)
    {
        "appspot.com", "azurewebsites.net", "blogspot.com", "cloudfront.net", "duckdns.org", "firebaseapp.com", "fly.dev", "github.io", "gitlab.io",
        "herokuapp.com", "netlify.app", "ngrok.io", "onmicrosoft.com", "pages.dev", "vercel.app", "web.app", "workers.dev",
    };

    // The second labels under which countries register names, as in co.uk and com.au.
    private static readonly HashSet<string> Registries = new(StringComparer.Ordinal)
    {
        "ac", "asso", "co", "com", "ed", "edu", "firm", "go", "gob", "gouv", "gov", "govt", "gv", "id", "ind", "info", "ltd", "me", "mil", "muni", "name",
        "ne", "net", "nhs", "nic", "nom", "or", "org", "plc", "police", "presse", "pro", "res", "sch", "school", "web",
    };

    // Names that no public DNS has (RFC 6761, RFC 8375, RFC 9476).
    private static readonly HashSet<string> Nowhere = new(StringComparer.Ordinal) { "alt", "arpa", "internal", "invalid", "lan", "local", "localhost", "onion" };

    /// <summary>Whether it is a domain of public mailboxes.</summary>
    public static bool IsMail(string domain) => Mail.Contains(domain);

    /// <summary>Whether others register names below it.</summary>
    public static bool IsSuffix(string domain) =>
        Hosts.Contains(domain) || (domain.Split('.') is [var second, { Length: 2 }] && Registries.Contains(second));

    /// <summary>Whether it can be in no public DNS.</summary>
    public static bool IsNowhere(string domain) => Nowhere.Contains(domain[(domain.LastIndexOf('.') + 1)..]);
}
