using System.Net;

namespace Parley.Host.Composition;

/// <summary>A setting has a value that cannot be used; the message says which, why, and what would fix it.</summary>
public sealed class SettingsException(string message) : Exception(message);

/// <summary>What the environment says about the whole process. Rooms bind their own sections of <c>Parley__Section__Key</c>.</summary>
public sealed record Settings
{
    private static readonly string[] RoleNames = ["api", "worker", "engine"];

    /// <summary>The folder of everything that is kept, absolute. <c>PARLEY_DATA</c>, default <c>./data</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>An Npgsql string or a postgres:// address; null means SQLite in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>The same database by a role that may read the rows of all tenants, for backups alone. <c>PARLEY_BACKUP_DATABASE</c>.</summary>
    public string? BackupDatabase { get; init; }

    /// <summary>What this process does. <c>PARLEY_ROLES</c>, default everything.</summary>
    public required NodeRoles Roles { get; init; }

    /// <summary>Where it listens, separated by semicolons. <c>--urls</c>, <c>ASPNETCORE_URLS</c>.</summary>
    public required string Urls { get; init; }

    /// <summary>32 bytes in base64 that wrap all keys; null means the file in the data folder. <c>PARLEY_MASTER_KEY</c>.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Addresses and networks whose forwarded headers are believed. <c>Parley__Proxies</c>, separated by commas.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Whether a first start plants this program's documentation as knowledge. <c>Parley__Documentation</c>, default true.</summary>
    public bool PlantsDocumentation { get; init; } = true;

    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <exception cref="SettingsException">A value cannot be used.</exception>
    public static Settings Read(IConfiguration configuration, string workingDirectory)
    {
        CheckProvider(configuration, "OPENAI_BASE_URL", "http://localhost:11434/v1");
        CheckProvider(configuration, "ANTHROPIC_BASE_URL", "https://api.anthropic.com");
        return new()
        {
            DataFolder = Path.GetFullPath(Text(configuration, "PARLEY_DATA") ?? "data", workingDirectory),
            Database = Text(configuration, "PARLEY_DATABASE"),
            BackupDatabase = Text(configuration, "PARLEY_BACKUP_DATABASE"),
            Roles = ReadRoles(Text(configuration, "PARLEY_ROLES")),
            Urls = ReadUrls(Text(configuration, "urls") ?? DefaultUrl),
            MasterKey = Text(configuration, "PARLEY_MASTER_KEY"),
            Proxies = [.. Words(Text(configuration, "Parley:Proxies")).Select(ReadNetwork)],
            PlantsDocumentation = ReadSwitch(configuration, "Parley:Documentation", otherwise: true),
        };
    }

    /// <summary>Leaves out what is secret.</summary>
    public override string ToString() => $"Settings {{ DataFolder = {DataFolder}, Urls = {Urls}, Roles = {Roles} }}";

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static string[] Words(string? list) =>
        list?.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static NodeRoles ReadRoles(string? value)
    {
        if (value is null)
        {
            return NodeRoles.All;
        }

        var roles = Words(value);
        if (roles.FirstOrDefault(role => !RoleNames.Contains(role)) is { } unknown)
        {
            throw new SettingsException($"PARLEY_ROLES names '{unknown}', which is no role; the roles are {string.Join(", ", RoleNames)}.");
        }

        return roles is []
            ? throw new SettingsException("PARLEY_ROLES names no role; leave it out, or name some of api, worker, engine.")
            : new NodeRoles(roles.Contains("api"), roles.Contains("worker"));
    }

    private static string ReadUrls(string value)
    {
        foreach (var url in value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Kestrel's own wildcards are no hosts that Uri knows.
            var readable = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(readable, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            {
                throw new SettingsException($"'{url}' is not an address to listen on; write it like {DefaultUrl} (--urls or ASPNETCORE_URLS).");
            }
        }

        return value;
    }

    /// <summary>Such addresses are read where models are looked for; one that is none ends the start here.</summary>
    private static void CheckProvider(IConfiguration configuration, string name, string example)
    {
        if (Text(configuration, name) is { } value && !(Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")))
        {
            throw new SettingsException($"{name} is '{value}', which is no address; write it like {example}.");
        }
    }

    private static bool ReadSwitch(IConfiguration configuration, string key, bool otherwise) =>
        Text(configuration, key) is not { } value ? otherwise
        : bool.TryParse(value, out var isOn) ? isOn
        : throw new SettingsException($"{UnknownSettings.Name(key)} is '{value}'; it is true or false.");

    private static IPNetwork ReadNetwork(string value) =>
        IPAddress.TryParse(value, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(value, out var network) ? network
        : throw new SettingsException($"Parley__Proxies names '{value}', which is neither an address nor a network such as 10.0.0.0/8.");
}
