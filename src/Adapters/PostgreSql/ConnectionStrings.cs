using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>
/// Reads both spellings of an address: Npgsql's <c>Host=…;Username=…</c> and the URL <c>postgres://user:password@host:port/database</c>.
/// </summary>
internal static class ConnectionStrings
{
    /// <param name="setting">What it came from, for the message.</param>
    /// <exception cref="StorageSetupException">It is neither; the message never repeats it, since it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Read(string text, string setting = "PARLEY_DATABASE")
    {
        try
        {
            var builder = IsUrl(text) ? FromUrl(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(builder.Host))
            {
                throw new ArgumentException("no host is named");
            }

            // The same few statements run all the time; nothing is kept in a session that a reset would have to clear.
            builder.MaxAutoPrepare = Math.Max(builder.MaxAutoPrepare, 200);
            builder.AutoPrepareMinUsages = 2;
            builder.NoResetOnClose = true;
            builder.ApplicationName ??= "parley";
            return builder;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StorageSetupException(
                $"{setting} is neither an Npgsql string (Host=…;Username=…;Password=…;Database=…) "
                + "nor postgres://user:password@host:port/database.",
                exception);
        }
    }

    private static bool IsUrl(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? NpgsqlConnection.DefaultPort : url.Port,
        };
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        if (url.AbsolutePath.Length > 1)
        {
            builder.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        }

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var key, var rest] ? (key, Uri.UnescapeDataString(rest)) : (pair, "");
            builder[Name(name)] = name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return builder;
    }

    /// <summary>What libpq calls otherwise than Npgsql.</summary>
    private static string Name(string libpq) => libpq switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        _ => Uri.UnescapeDataString(libpq),
    };
}
