using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Parley.Text;

namespace Parley.Caching;

/// <summary>Subjects in which a small difference between two questions changes the answer. A word ending in * stands for all that begin so.</summary>
internal static partial class Topics
{
    private static readonly (Screened Subject, FrozenSet<string> Words, string[] Beginnings)[] Subjects =
    [
        Of(
            Screened.Money,
            """
            money price* pricing cost costs costing pay pays paid paying payment* payable invoice* bill bills billing billed refund* charge charges charged charging fee fees tax taxes
            taxation vat salary salaries wage wages income bonus balance* transfer transfers transferred bank banks banking debit credit credits loan* mortgage* interest insurance insured insure
            premium* budget* dollar* euro euros eur usd gbp chf cent cents discount* coupon* voucher* cheap cheaper cheapest expensive afford* owe owes owed debt* deposit* withdraw*
            invest* stock stocks share-price fund funds fund's pension* payroll reimburse* cash currency currencies exchange-rate subscription* overdraft atm iban earn earns profit*
            geld preis* kosten kostet gekostet zahl* bezahl* rechnung* gebuhr* steuer* gehalt* lohn lohne einkommen kontostand guthaben uberweis* bank* kredit* darlehen zins* versicher* rabatt*
            gutschein* teuer billig* schuld* erstatt* ruckerstatt* abonnement* abo abos rente ausgaben
            argent prix cout couts coute coutent payer paye payes paie paiement* facture* rembours* frais impot* taxe* tva salaire* revenu* solde* virement* banque* pret prets hypothe* assurance*
            remise* cher chere dette* depense* abonnement* retraite
            dinero precio* costo costos coste costes cuesta cuestan pagar pago pagos paga pague pagado factura* reembols* cargo cargos tarifa* impuesto* iva salario* sueldo* ingreso* saldo*
            transferencia* banco* prestamo* hipoteca* seguro seguros descuento* caro cara barato barata deuda* gasto* suscripcion* pension*
            """),
        Of(
            Screened.Legal,
            """
            law laws lawful* unlawful* legal* illegal* lawyer* attorney* court courts lawsuit* sue sued suing liable liability contract* clause* gdpr hipaa dsgvo regulation* regulatory compliant compliance
            license* licence* licensing copyright* patent* trademark* warranty warranties guarantee* dismissal fired notice-period terminate-employment divorce custody visa visas immigration
            asylum inheritance testament penalty penalties fine fined punish* crime* criminal* police arrest* allowed-to forbidden-to entitled entitlement* obligation* obliged nda consent* damages
            evict* tenancy landlord* lease leases rights
            recht rechte rechtlich* gesetz* gericht* anwalt* klage* klagen verklag* haft haftung haftet haftbar vertrag* vertrage* kundig* urheberrecht* gewahrleist* garantie* scheidung sorgerecht
            strafe strafen strafbar polizei erbe erben miete mieter vermieter* bussgeld* datenschutz* einwillig* verboten erlaubt
            loi lois juridique* legal* avocat* tribunal* proces responsable* responsabilite contrat* droit droits licenci* brevet* garantie* divorce amende* police bail locataire* proprietaire* rgpd
            interdit* consentement heritage
            ley leyes legal* ilegal* abogado* tribunal* juicio* demanda* demandar responsable* responsabilidad contrato* derecho* despido* patente* garantia* divorcio multa* policia alquiler*
            inquilino* prohibid* consentimiento herencia rgpd
            """),
        Of(
            Screened.Health,
            """
            dose doses dosage* medicine* medication* drug drugs symptom* pregnan* allerg* disease* doctor* diagnos* surgery overdose suicid* cancer fever pain painful blood-pressure
            dosis dosierung* medikament* arzt arzte schwanger* krankheit* schmerz* allergi* fieber krebs operation
            medicament* symptome* enceinte* maladie* douleur* medecin* fievre cancer
            medicamento* sintoma* embaraz* enfermedad* dolor dolores medico* fiebre
            """),
        Of(
            Screened.Account,
            """
            order-status ordered shipment* shipped shipping parcel* package-arrive tracking delivered delivery deliveries arrived arrive reservation* booking* booked appointment* ticket tickets
            bestellung* lieferung* geliefert paket pakete sendung* versand* reservierung* gebucht buchung* termin termine ticket tickets
            commande* livraison* livre-e colis expedition* reservation* rendez
            pedido* envio* entrega* entregado paquete* reserva* cita citas
            """),
        Of(
            Screened.Time,
            """
            today tonight tomorrow yesterday now currently current latest newest recent recently nowadays presently this-week next-week last-week next-month last-month upcoming still already yet soon
            weather forecast news
            heute morgen gestern jetzt aktuell* derzeit momentan neueste* neuesten kurzlich bald schon noch wetter nachrichten gerade
            aujourd'hui demain hier maintenant actuel* actuellement dernier derniere derniers dernieres recemment bientot deja encore meteo
            hoy manana ayer ahora actual* actualmente ultimo ultima ultimos ultimas reciente* pronto ya todavia aun clima tiempo
            """),
    ];

    /// <param name="words">Folded.</param>
    /// <returns>The first subject that the question touches; null when it touches none.</returns>
    public static Screened? Find(string text, IReadOnlyList<string> words)
    {
        if (Amount().IsMatch(text))
        {
            return Screened.Money;
        }

        foreach (var (subject, known, beginnings) in Subjects)
        {
            if (words.Any(word => known.Contains(word) || beginnings.Any(beginning => word.StartsWith(beginning, StringComparison.Ordinal))))
            {
                return subject;
            }
        }

        var joined = $" {string.Join(' ', words)} ";
        return HowMuch().IsMatch(joined) ? Screened.Money
            : Allowed().IsMatch(joined) ? Screened.Legal
            : Relative().IsMatch(joined) ? Screened.Time
            : Status().IsMatch(joined) ? Screened.Account
            : null;
    }

    private static (Screened, FrozenSet<string>, string[]) Of(Screened subject, string words)
    {
        var all = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => !word.Contains('-', StringComparison.Ordinal)).ToList();
        return (
            subject,
            all.Where(word => !word.EndsWith('*')).Select(word => Words.Fold(word, Script.Latin)).ToFrozenSet(),
            [.. all.Where(word => word.EndsWith('*')).Select(word => Words.Fold(word.AsSpan(0, word.Length - 1), Script.Latin)).Distinct()]);
    }

    [GeneratedRegex(@"[€$£¥]|\b\d+([.,]\d+)?\s?%")]
    private static partial Regex Amount();

    [GeneratedRegex(@" (how much (is|are|was|were|did|does|do)|wie ?viel (ist|kriege|bekomme)|combien (ca|est ce que|dois)|cuanto (es|vale|debo)) ")]
    private static partial Regex HowMuch();

    [GeneratedRegex(@" (am i allowed|are we allowed|is it allowed|are you allowed|may (i|we|one|an employer)|has to by|darf (ich|man|mein)|durfen (wir|sie)|ai je le|a t on le|tengo derecho|esta permitido|se permite) ")]
    private static partial Regex Allowed();

    [GeneratedRegex(
        @" ((this|next|last|past|coming) (week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|morning|evening|quarter)|(diese|nachste|letzte|kommende)[nrsm]? (woche|monat|jahr|quartal)"
        + @"|(cette|semaine|mois|annee) (semaine|annee|prochaine?|derniere?)|(esta|este|proxim[ao]|pasad[ao]) (semana|mes|ano)|(semana|mes|ano) (pasad[ao]|proxim[ao])|what time is it|wie spat|quelle heure|que hora|so far|at the moment|right now|these days|as of|up to date|days? left|hours? left|vor kurzem|en ce moment|en este momento) ")]
    private static partial Regex Relative();

    [GeneratedRegex(@" (status of|state of the (order|account|request|ticket)|where is the (order|package|parcel)|wo (ist|bleibt) (die|das|der)|stand der|statut de|estado de(l)?|account (is )?(locked|blocked|suspended|disabled|closed)|konto (ist )?gesperrt|cuenta (esta )?bloqueada|compte (est )?bloque) ")]
    private static partial Regex Status();
}
