using Parley.Outgoing;

namespace Parley.Sources;

/// <summary>Checks what is said of a source, by its kind.</summary>
internal sealed class SettingsCheck(OutgoingHttp outgoing, AllowedPlaces places)
{
    private const int LongestName = 120;
    private const int LongestText = 1_000;
    private const int LongestSecret = 4_096;
    private const int MostPatterns = 50;
    private const int LongestPattern = 200;
    private const int DeepestCrawl = 20;
    private const int MostPages = 50_000;

    private static readonly Dictionary<string, string[]> Fields = new()
    {
        [SourceKinds.Folder] = ["path", "include", "exclude", "watch", "acl_may_widen"],
        [SourceKinds.Website] = ["url", "depth", "page_limit", "sitemap", "subdomains", "requests_per_second", "include", "exclude", "username", "password"],
        [SourceKinds.Git] = ["url", "path", "branch", "prefix", "include", "exclude", "acl_may_widen", "username", "token"],
        [SourceKinds.S3] = ["endpoint", "bucket", "prefix", "region", "include", "exclude", "acl_may_widen", "access_key", "secret_key"],
        [SourceKinds.Feed] = ["url", "page_limit", "full_pages", "username", "password"],
        [SourceKinds.Push] = [],
    };

    public static string Name(string? name) => Text(name, "name", LongestName) ?? throw Wrong("name", "The name is missing.");

    /// <exception cref="RefusedException">There is no such kind.</exception>
    public static string Kind(string? kind) => kind is not null && Fields.ContainsKey(kind)
        ? kind
        : throw Wrong("kind", $"It must be one of {string.Join(", ", SourceKinds.All)}.");

    /// <summary>What is kept of a form.</summary>
    /// <param name="before">What the source was told before, whose secrets stay unless new ones are given or the address is another.</param>
    /// <exception cref="RefusedException">A field is wrong, is missing, or belongs to another kind.</exception>
    public SourceCard Card(TenantScope tenant, string kind, string name, SettingsForm? form, SourceCard? before)
    {
        form ??= new SettingsForm();
        CheckFields(kind, form);
        Patterns(form.Include, "include");
        Patterns(form.Exclude, "exclude");
        CheckNumbers(form);
        CheckPlace(tenant, kind, form);
        return new SourceCard(name, Plain(form), Secrets(form, before));
    }

    /// <summary>What a source reads from; a secret is meant for this and for nothing else.</summary>
    public static string Origin(SourceSettings settings) =>
        Uri.TryCreate(settings.Url ?? settings.Endpoint, UriKind.Absolute, out var address)
            ? $"{address.GetLeftPart(UriPartial.Authority)} {settings.Username} {settings.Bucket}"
            : "";

    private static Dictionary<string, string> Secrets(SettingsForm form, SourceCard? before)
    {
        var kept = before is not null && Origin(before.Settings) == Origin(form) ? before.Secrets : new Dictionary<string, string>();
        var secrets = new Dictionary<string, string>(kept);
        foreach (var (name, value) in SecretsOf(form))
        {
            if (value is null)
            {
                continue;
            }

            // An empty text takes a secret away.
            secrets.Remove(name);
            if (value.Length > 0)
            {
                secrets[name] = value.Length <= LongestSecret && !value.Any(char.IsControl)
                    ? value
                    : throw Wrong($"settings.{name}", $"It may have {LongestSecret} characters and no control characters.");
            }
        }

        return secrets.ContainsKey("access_key") == secrets.ContainsKey("secret_key")
            ? secrets
            : throw Wrong("settings.secret_key", "`access_key` and `secret_key` belong together.");
    }

    private static (string Name, string? Value)[] SecretsOf(SettingsForm form) =>
        [("password", form.Password), ("token", form.Token), ("access_key", form.AccessKey), ("secret_key", form.SecretKey)];

    private void CheckPlace(TenantScope tenant, string kind, SettingsForm form)
    {
        Text(form.Branch, "settings.branch", 250);
        Text(form.Prefix, "settings.prefix", LongestText);
        Text(form.Username, "settings.username", 250);
        Text(form.Region, "settings.region", 60);
        switch (kind)
        {
            case SourceKinds.Folder:
                places.CheckFolder(tenant, Needed(form.Path, "settings.path"));
                break;
            case SourceKinds.Git when form.Path is { } path:
                _ = form.Url is null ? true : throw Wrong("settings.path", "Give `url` or `path`, not both.");
                places.CheckRepository(tenant, Needed(path, "settings.path"));
                break;
            case SourceKinds.Git:
                _ = Address(form.Url, "settings.url").Scheme == Uri.UriSchemeHttps
                    ? true
                    : throw Wrong("settings.url", "A repository is read by https.");
                break;
            case SourceKinds.Website or SourceKinds.Feed:
                Address(form.Url, "settings.url");
                break;
            case SourceKinds.S3:
                Address(form.Endpoint, "settings.endpoint");
                _ = Needed(form.Bucket, "settings.bucket") is { Length: <= 255 } bucket && bucket.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
                    ? true
                    : throw Wrong("settings.bucket", "A bucket's name has letters, digits, `.`, `-` and `_`.");
                break;
        }
    }

    private Uri Address(string? address, string field) =>
        outgoing.Judge(Needed(address, field)) is { } refusal ? throw new RefusedException(refusal) : new Uri(address!);

    private static void CheckNumbers(SettingsForm form)
    {
        Between(form.Depth, 0, DeepestCrawl, "settings.depth");
        Between(form.PageLimit, 1, MostPages, "settings.page_limit");
        Between(form.RequestsPerSecond, 0.01, 50, "settings.requests_per_second");
    }

    private static void Between(double? value, double least, double most, string field)
    {
        if (value is { } number && !(number >= least && number <= most))
        {
            throw Wrong(field, $"It must be between {least} and {most}.");
        }
    }

    private static void Patterns(IReadOnlyList<string>? patterns, string field)
    {
        if (patterns is not null && (patterns.Count > MostPatterns || patterns.Any(pattern => pattern is not { Length: > 0 and <= LongestPattern })))
        {
            throw Wrong($"settings.{field}", $"It may have {MostPatterns} patterns of at most {LongestPattern} characters.");
        }
    }

    private static void CheckFields(string kind, SettingsForm form)
    {
        (string Name, object? Value)[] given =
        [
            ("path", form.Path), ("url", form.Url), ("branch", form.Branch), ("prefix", form.Prefix), ("include", form.Include), ("exclude", form.Exclude),
            ("watch", form.Watch), ("acl_may_widen", form.AclMayWiden), ("depth", form.Depth), ("page_limit", form.PageLimit), ("sitemap", form.Sitemap), ("subdomains", form.Subdomains),
            ("requests_per_second", form.RequestsPerSecond), ("full_pages", form.FullPages), ("endpoint", form.Endpoint), ("bucket", form.Bucket),
            ("region", form.Region), ("username", form.Username), .. SecretsOf(form).Select(secret => (secret.Name, (object?)secret.Value)),
        ];
        if (given.FirstOrDefault(field => field.Value is not null && !Fields[kind].Contains(field.Name)).Name is { } foreign)
        {
            throw Wrong($"settings.{foreign}", $"A source of the kind `{kind}` has no `{foreign}`.");
        }
    }

    private static SourceSettings Plain(SettingsForm form) => new()
    {
        Path = form.Path,
        Url = form.Url,
        Branch = form.Branch,
        Prefix = form.Prefix,
        Include = form.Include,
        Exclude = form.Exclude,
        Watch = form.Watch,
        AclMayWiden = form.AclMayWiden,
        Depth = form.Depth,
        PageLimit = form.PageLimit,
        Sitemap = form.Sitemap,
        Subdomains = form.Subdomains,
        RequestsPerSecond = form.RequestsPerSecond,
        FullPages = form.FullPages,
        Endpoint = form.Endpoint,
        Bucket = form.Bucket,
        Region = form.Region,
        Username = form.Username,
    };

    private static string Needed(string? text, string field) => Text(text, field, LongestText) ?? throw Wrong(field, "It is missing.");

    private static string? Text(string? text, string field, int most) => text switch
    {
        null => null,
        _ when text.Trim() is { Length: 0 } || text.Length > most || text.Any(char.IsControl) =>
            throw Wrong(field, $"It must have 1 to {most} characters and no control characters."),
        _ => text.Trim(),
    };

    private static RefusedException Wrong(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
