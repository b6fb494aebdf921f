using Parley.Accounts;
using Parley.Anthropic;
using Parley.Conversations;
using Parley.Dns;
using Parley.Doors;
using Parley.Exchange;
using Parley.Hnsw;
using Parley.Host.Commands;
using Parley.Host.Edge;
using Parley.Knowledge;
using Parley.Models;
using Parley.OpenAI;
using Parley.Orchestration;
using Parley.Outgoing;
using Parley.PostgreSql;
using Parley.Reading;
using Parley.RedTeam;
using Parley.S3;
using Parley.Safety;
using Parley.Smtp;
using Parley.Sources;
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
            MasterKey = settings.MasterKey ?? "",
        });
        services.AddHnsw();
        if (settings.Database is { } server)
        {
            services.AddPostgreSql(server).AddPgVector();
        }
        else
        {
            services.AddSqlite(settings.DataFolder);
        }

        services.AddOutgoing();
        services.AddAccounts().AddDns().AddSmtp();
        services.AddConversations();
        services.AddExchange();
        services.AddModels().AddModelAdministration().AddOpenAIProvider().AddAnthropicProvider();
        services.AddReading(ReadVerb.Program(settings.DataFolder));
        services.AddSafety();
        services.AddKnowledge();
        services.AddSources().AddS3();
        services.AddOrchestration(settings.Roles.Worker);
        services.AddRedTeam();
        services.AddDoors().AddSingleton(new RefusalReader(RefusalOf.Exception));
    }

    public static void MapRooms(this IEndpointRouteBuilder routes)
    {
        routes.MapStorage();
        routes.MapAccounts();
        var imitated = routes.WithOpenAIErrors();
        imitated.MapConversations();
        routes.MapExchange();
        imitated.MapModels();
        routes.MapSafety();
        routes.MapKnowledge();
        routes.MapSources();
        routes.MapOrchestration();
        routes.MapRedTeam();
        routes.MapDoors();
    }
}
