using System.Globalization;
using Npgsql;

namespace Parley.PostgreSql;

/// <summary>Tells PostgreSQL's own programs where to connect: by their environment, which other users of the machine cannot read.</summary>
internal static class LibpqEnvironment
{
    // What would lead them elsewhere than this process goes.
    private static readonly string[] Misleading = ["PGSERVICE", "PGSERVICEFILE", "PGHOSTADDR", "PGTARGETSESSIONATTRS"];

    public static void Set(IDictionary<string, string?> environment, NpgsqlConnectionStringBuilder? database)
    {
        // Their messages are looked for by English words.
        environment["LC_ALL"] = "C";
        foreach (var name in environment.Keys.Where(name => Misleading.Contains(name) || name.StartsWith("PARLEY_", StringComparison.Ordinal)).ToList())
        {
            environment.Remove(name);
        }

        // Where the string says nothing, Npgsql and they look in the same places.
        foreach (var (name, value) in database is null ? [] : Of(database))
        {
            if (!string.IsNullOrEmpty(value))
            {
                environment[name] = value;
            }
        }
    }

    private static IEnumerable<(string Name, string? Value)> Of(NpgsqlConnectionStringBuilder database) =>
    [
        ("PGHOST", string.Join(',', Places(database).Select(place => place.Host))),
        ("PGPORT", string.Join(',', Places(database).Select(place => place.Port))),
        ("PGUSER", database.Username),
        ("PGPASSWORD", database.Password),
        ("PGPASSFILE", database.Passfile),
        ("PGDATABASE", database.Database),
        ("PGOPTIONS", database.Options),
        ("PGAPPNAME", database.ApplicationName),
        ("PGCONNECT_TIMEOUT", database.Timeout.ToString(CultureInfo.InvariantCulture)),
        ("PGSSLMODE", SslModeOf(database.SslMode)),
        ("PGSSLROOTCERT", database.RootCertificate),
        ("PGSSLCERT", database.SslCertificate),
        ("PGSSLKEY", database.SslKey),
    ];

    /// <summary>Npgsql takes several hosts, and a port with each; libpq wants the hosts and the ports as two lists.</summary>
    private static IEnumerable<(string Host, string Port)> Places(NpgsqlConnectionStringBuilder database)
    {
        var usual = database.Port.ToString(CultureInfo.InvariantCulture);
        foreach (var place in (database.Host ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            var end = place.LastIndexOf(':');
            var isBare = place.StartsWith('/') || end < 0 || place.EndsWith(']') || (!place.StartsWith('[') && place.IndexOf(':', StringComparison.Ordinal) != end);
            yield return ((isBare ? place : place[..end]).Trim('[', ']'), isBare ? usual : place[(end + 1)..]);
        }
    }

    private static string SslModeOf(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };
}
