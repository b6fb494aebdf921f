using Parley.Host.Composition;
using Parley.Storage;

namespace Parley.Host.Commands;

/// <summary>migrate — brings the database to this program's schema. A running server has done so when it started.</summary>
internal sealed class MigrateVerb(Preparation preparation, SystemDatabase database) : IAdminVerb
{
    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        await preparation.PrepareDatabaseAsync(cancellationToken);
        await call.Say($"The database ({database.Technology}) is at this program's schema.");
        return 0;
    }
}
