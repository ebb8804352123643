using System.Collections.Frozen;

namespace SegmentationService.Core.Data;

/// <summary>
/// The words of dates in European languages, in lower case and without accents, as <see cref="LatinText"/> gives them. Months may be shortened to
/// their beginning, at least three letters, where it is that of no other month in any of the languages.
/// </summary>
internal static class DateWords
{
    private const int ShortestMonth = 3;

    /// <summary>Month by month, the names in all languages (en de fr es it pt nl sv da no pl cs ro hu fi tr), and short forms that are no beginnings.</summary>
    private static readonly string[] MonthNames =
    [
        "january januar janner janvier enero gennaio janeiro januari styczen stycznia leden ledna ianuarie tammikuu tammikuuta ocak",
        "february februar feber fevrier febrero febbraio fevereiro februari luty lutego unor unora februarie helmikuu helmikuuta subat",
        "march marz maerz mrz mars marzo marco maart mrt marts marzec marca brezen brezna martie marcius maaliskuu maaliskuuta mart",
        "april avril abril aprile kwiecien kwietnia duben dubna aprilie aprilis huhtikuu huhtikuuta nisan",
        "may mai mayo maggio maio mei maj maja kveten kvetna majus toukokuu toukokuuta mayis",
        "june juni juin junio giugno junho czerwiec czerwca cerven cervna iunie junius kesakuu kesakuuta haziran",
        "july juli juillet julio luglio julho lipiec lipca cervenec cervence iulie julius heinakuu heinakuuta temmuz",
        "august aout agosto augustus augusti sierpien sierpnia srpen srpna augusztus elokuu elokuuta agustos",
        "september septembre septiembre setiembre settembre setembro wrzesien wrzesnia zari septembrie szeptember syyskuu syyskuuta eylul",
        "october oktober octobre octubre ottobre outubro pazdziernik pazdziernika rijen rijna octombrie lokakuu lokakuuta ekim",
        "november novembre noviembre novembro listopad listopada listopadu noiembrie marraskuu marraskuuta kasim",
        "december dezember decembre diciembre dicembre dezembro desember grudzien grudnia prosinec prosince decembrie joulukuu joulukuuta aralik",
    ];

    private static readonly string[] WeekdayNames =
    [
        "monday mon montag mo lundi lun lunes lunedi segunda seg maandag ma mandag man mandag poniedzialek pon maanantai",
        "tuesday tue tues dienstag di mardi mar martes martedi terca ter dinsdag tisdag tis tirsdag tir wtorek wt tiistai",
        "wednesday wed mittwoch mi mercredi mer miercoles mie mercoledi quarta qua woensdag wo onsdag ons sroda sr keskiviikko",
        "thursday thu thur thurs donnerstag do jeudi jeu jueves jue giovedi gio quinta qui donderdag torsdag tor czwartek czw torstai",
        "friday fri freitag fr vendredi ven viernes vie venerdi sexta sex vrijdag vr fredag fre piatek pt perjantai",
        "saturday sat samstag sonnabend sa samedi sam sabado sab sabato zaterdag za lordag lor sobota sob lauantai",
        "sunday sun sonntag so dimanche dim domingo dom domenica zondag zo sondag son niedziela nd sunnuntai",
    ];

    /// <summary>What stands between or behind the parts of a date and means nothing for it.</summary>
    private static readonly FrozenSet<string> Fillers = "de del of st nd rd th er feira at um kl klo a alle las les uhr h".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Zones by the letters that shops write, in minutes from UTC.</summary>
    private static readonly FrozenDictionary<string, int> Zones = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["z"] = 0,
        ["utc"] = 0,
        ["gmt"] = 0,
        ["est"] = -300,
        ["edt"] = -240,
        ["cst"] = -360,
        ["cdt"] = -300,
        ["mst"] = -420,
        ["mdt"] = -360,
        ["pst"] = -480,
        ["pdt"] = -420,
        ["cet"] = 60,
        ["cest"] = 120,
        ["mez"] = 60,
        ["mesz"] = 120,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> Months = Beginnings();

    private static readonly FrozenSet<string> Weekdays = WeekdayNames.SelectMany(names => names.Split(' ')).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The number of a month, 1 to 12; 0 where the word is none.</summary>
    /// <param name="word">Lower-case letters.</param>
    public static int MonthOf(ReadOnlySpan<char> word) => Months.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var month) ? month : 0;

    /// <summary>Whether a word is the name of a weekday.</summary>
    /// <param name="word">Lower-case letters.</param>
    public static bool IsWeekday(ReadOnlySpan<char> word) => Weekdays.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    /// <summary>Whether a word means nothing for the date.</summary>
    /// <param name="word">Lower-case letters.</param>
    public static bool IsFiller(ReadOnlySpan<char> word) => Fillers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    /// <summary>The minutes that a zone is ahead of UTC.</summary>
    /// <param name="word">Lower-case letters.</param>
    /// <param name="minutes">The minutes.</param>
    /// <returns>Whether the zone is known.</returns>
    public static bool IsZone(ReadOnlySpan<char> word, out int minutes) => Zones.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out minutes);

    private static FrozenDictionary<string, int> Beginnings()
    {
        var months = new Dictionary<string, int>(StringComparer.Ordinal);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (names, month) in MonthNames.Select((names, index) => (names.Split(' '), index + 1)))
        {
            foreach (var name in names)
            {
                for (var length = ShortestMonth; length < name.Length; length++)
                {
                    if (!months.TryAdd(name[..length], month) && months[name[..length]] != month) shared.Add(name[..length]);
                }
            }
        }

        foreach (var beginning in shared) months.Remove(beginning);

        // These three letters are the eleventh month in Finnish alone, which shortens it otherwise.
        months["mar"] = 3;
        foreach (var (names, month) in MonthNames.Select((names, index) => (names.Split(' '), index + 1)))
            foreach (var name in names) months[name] = month;
        return months.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
