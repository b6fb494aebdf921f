using System.Text.Json;

namespace Parley.Models;

/// <summary>How routes stand in the database.</summary>
internal static class KeptRoutes
{
    public static string Write(ModelRoute route) => JsonSerializer.Serialize(route, CatalogueReader.Json);

    public static ModelRoute Read(string settings)
    {
        var route = JsonSerializer.Deserialize<ModelRoute>(settings, CatalogueReader.Json)!;

        // One without a balance was kept when a false in cache meant that nobody had said anything.
        return route.Balance is not null ? route : route with { Balance = Balance.Weighted, Cache = new(Wanted(route.Cache.Exact), Wanted(route.Cache.Semantic)) };
    }

    private static bool? Wanted(bool? said) => said == true ? true : null;
}
