using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Storage;

/// <summary>One numbered change of the schema, owned by one room.</summary>
/// <param name="Room">The room whose tables it makes, such as <c>conversations</c>.</param>
/// <param name="Version">Counts up from 1 within the room.</param>
/// <param name="Sql">Statements in the shared dialect.</param>
public sealed record Migration(string Room, int Version, string Sql)
{
    /// <summary>Tells whether an applied migration is still the one in the program.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
}

/// <summary>The database cannot be brought to this program's schema; the message says why and what to do.</summary>
public sealed class MigrationException(string message) : Exception(message);

/// <summary>Where a room's migrations are: embedded resources <c>Migrations/NNNN_name.sql</c>.</summary>
public sealed record MigrationSource(string Room, Assembly Assembly)
{
    public IReadOnlyList<Migration> Load() =>
    [
        .. from name in Assembly.GetManifestResourceNames()
           let file = name.Split(".Migrations.") is [_, var rest] && rest.EndsWith(".sql", StringComparison.Ordinal) ? rest : null
           where file is not null
           orderby file
           select new Migration(Room, int.Parse(file.Split('_')[0], System.Globalization.CultureInfo.InvariantCulture), Read(name)),
    ];

    private string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>How a room brings its tables.</summary>
public static class MigrationRegistration
{
    /// <summary>Adds a room's migrations; rooms are migrated in the order of registration.</summary>
    public static IServiceCollection AddMigrations(this IServiceCollection services, string room, Assembly assembly) =>
        services.AddSingleton(new MigrationSource(room, assembly));
}
