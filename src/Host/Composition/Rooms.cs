using Parley.Sqlite;
using Parley.Storage;

namespace Parley.Host.Composition;

/// <summary>Every room of the house, in the order in which they stand on each other.</summary>
internal static class Rooms
{
    public static void AddRooms(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<Signals>().AddSingleton<TenantDatabase>().AddSingleton<SystemDatabase>();
        services.AddSqlite(settings.DataFolder);
    }

    public static void MapRooms(this IEndpointRouteBuilder routes)
    {
    }
}
