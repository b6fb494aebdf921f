using Parley.Host.Composition;

namespace Parley.Host.Commands;

/// <summary>seed — gives the default tenant the product's documentation as a knowledge base, again where it was changed or removed.</summary>
internal sealed class SeedVerb(Preparation preparation) : IAdminVerb
{
    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        if (call.ServerUrl is null)
        {
            await preparation.PrepareDatabaseAsync(cancellationToken);
        }

        await preparation.SeedAsync(cancellationToken);
        await call.Say($"{ProductDocuments.All.Count} documents are taken in; "
            + (call.ServerUrl is null ? "the server makes them searchable when it runs." : "they are searchable in a moment."));
        return 0;
    }
}
