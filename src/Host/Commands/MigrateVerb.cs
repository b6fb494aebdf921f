using Parley.Host.Composition;
using Parley.Storage;

namespace Parley.Host.Commands;

/// <summary>migrate — brings the database to this program's schema. A running server has done so when it started.</summary>
internal sealed class MigrateVerb(PrepareDatabase database, IDatabaseAdapter adapter) : IAdminVerb
{
    public string Name => "migrate";

    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        await database.RunAsync(cancellationToken);
        await call.Say($"The database ({adapter.Name}) is at this program's schema.");
        return 0;
    }
}
