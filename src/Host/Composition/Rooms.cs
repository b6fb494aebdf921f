using Parley.Accounts;
using Parley.Conversations;
using Parley.Sqlite;
using Parley.Storage;

namespace Parley.Host.Composition;

/// <summary>Every room of the house, in the order in which they stand on each other.</summary>
internal static class Rooms
{
    public static void AddRooms(this IServiceCollection services, Settings settings)
    {
        services.AddStorage(new StorageOptions
        {
            DataFolder = settings.DataFolder,
            Database = settings.Database ?? "",
            MasterKey = settings.MasterKey ?? "",
        });
        services.AddSqlite(settings.DataFolder);
        services.AddAccounts();
        services.AddConversations();
    }

    public static void MapRooms(this IEndpointRouteBuilder routes)
    {
        routes.MapStorage();
    }
}
