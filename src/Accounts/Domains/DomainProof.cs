namespace Parley.Accounts;

/// <summary>What came of looking for the proof of a domain.</summary>
internal enum ProofFinding
{
    Found,
    Missing,

    /// <summary>No name server answered: nothing is known, and nothing changes.</summary>
    Unknown,
}

/// <summary>Looks in the DNS for what proves a domain, and keeps what it found.</summary>
internal sealed class DomainProof(DomainFindings findings, ITxtRecords records)
{
    /// <exception cref="RefusedException">The proof is there, but the domain is another tenant's.</exception>
    public async Task<ProofFinding> LookAsync(TenantScope tenant, DomainClaim claim, Actor actor, CancellationToken cancellationToken)
    {
        var answer = await records.LookUpAsync(claim.RecordName, cancellationToken);
        var finding = answer.Texts is not { } texts ? ProofFinding.Unknown
            : texts.Any(text => text.Trim() == claim.Text) ? ProofFinding.Found
            : ProofFinding.Missing;
        await (finding switch
        {
            ProofFinding.Found => findings.FoundAsync(tenant, claim, actor, cancellationToken),
            ProofFinding.Missing => findings.MissingAsync(tenant, claim, actor, cancellationToken),
            _ => Task.CompletedTask,
        });
        return finding;
    }
}
