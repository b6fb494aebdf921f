namespace Parley.Redaction;

/// <summary>The kinds of personal data and secrets, by the names that they have outside.</summary>
public static class DatumKinds
{
    public const string Email = "email";
    public const string Phone = "phone";
    public const string Card = "card";
    public const string Iban = "iban";
    public const string NationalId = "national_id";
    public const string Ip = "ip";
    public const string Domain = "domain";
    public const string Url = "url";
    public const string DateOfBirth = "date_of_birth";
    public const string Person = "person";
    public const string Address = "address";
    public const string Organization = "organization";
    public const string Location = "location";
    public const string Secret = "secret";

    public static IReadOnlyList<string> All { get; } =
        [Email, Phone, Card, Iban, NationalId, Ip, Domain, Url, DateOfBirth, Person, Address, Organization, Location, Secret];
}
