namespace Parley.Accounts;

/// <summary>The port to the room that answers turns: it knows how many are being answered.</summary>
public interface IOpenTurns
{
    /// <returns>Turns of the subject that are being answered, on whatever node.</returns>
    Task<long> CountAsync(TenantConnection connection, SubjectId subject);
}
