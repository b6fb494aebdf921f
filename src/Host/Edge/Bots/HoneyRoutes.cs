using System.Collections.Frozen;

namespace Parley.Host.Edge.Bots;

/// <summary>Pages that no visitor of ours asks for: whoever does looks for other programs' holes, and is remembered for a while.</summary>
internal sealed class HoneyRoutes(RequestDelegate next, BotWatch watch, EdgeCounters counters)
{
    private static readonly FrozenSet<string> FirstParts = new[]
    {
        ".env", ".git", ".svn", ".aws", ".ssh", ".htaccess", ".htpasswd", ".ds_store", "actuator", "adminer.php", "administrator", "cgi-bin", "config.php",
        "jmx-console", "manager", "phpinfo.php", "phpmyadmin", "pma", "server-status", "shell.php", "solr", "vendor", "web.config", "wp-admin",
        "wp-config.php", "wp-content", "wp-includes", "wp-json", "wp-login.php", "xmlrpc.php",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = FirstParts.GetAlternateLookup<ReadOnlySpan<char>>();

    public Task InvokeAsync(HttpContext context)
    {
        if (!Lookup.Contains(FirstPart(context.Request.Path.Value)))
        {
            return next(context);
        }

        watch.NoteHoney(context);
        counters.CountHoney();
        throw new RefusedException(PlainRefusals.Nowhere);
    }

    private static ReadOnlySpan<char> FirstPart(string? path)
    {
        var rest = path.AsSpan().TrimStart('/');
        return rest.IndexOf('/') is >= 0 and var end ? rest[..end] : rest;
    }
}
