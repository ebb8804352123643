namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Parameters of requests: mostly allowed ones, with an effort that small tables need. A new parameter is one more line in <see cref="OfTraining"/>.</summary>
internal static class FuzzQueries
{
    private static readonly string[] ModelNames = ["default", "a", "b-1"];

    private static readonly Func<FuzzRandom, (string Name, string Value)>[] OfTraining =
    [
        random => ("selection", random.Pick("auto", "silhouette", "elbow")),
        random => ("derive", random.Pick("true", "false")),
        random => ("transform", random.Pick("auto", "none", "log1p")),
        random => ("transform", random.Pick("none", "log1p")),
        random => ("scaler", random.Pick("standard", "robust", "minmax", "none")),
        random => ("scaler", random.Pick("robust", "minmax", "none")),
        random => ("outliers", random.Pick("clip", "keep")),
        random => ("outliers", "keep"),
        random => ("encode", random.Pick("a", "a,b", "c", "\"co,mma\"", "nowhere", "")),
        random => ("dryRun", random.Pick("true", "false")),
        random => ("decimal", random.Pick("auto", "point", "comma")),
        random => ("promote", random.Pick("auto", "true", "false")),
        random => ("seed", random.Pick("0", "1", "42", "9007199254740991")),
        random => ("minShare", random.Pick("0", "0.01", "0.2", "0.5")),
        random => ("columns", random.Pick("a", "a,b", "recency_days,frequency", "\"co,mma\"", "nowhere")),
        random => ("file", random.Pick("a.csv", "C:\\x\\é.csv", "///", "=1+1", "")),
        random => ("exclude", random.Pick("a", "b,c", "monetary", "")),
        random => (random.Pick("id", "recency", "frequency", "monetary", "tenure"), random.Pick("a", "b", "id", "nowhere")),
        random => (random.Pick("model", "clusters", "minClusters", "maxClusters", "restarts", "seed", "minShare", "input", "derive", "x", ""), random.Pick("", "-1", "0", "1", "3", "99999999999999999999", "1e3", "NaN", "true", "é", "../x", "\0", " ", "customers")),
    ];

    /// <summary>The query of a training.</summary>
    public static (string Name, string Value)[] Training(FuzzRandom random)
    {
        List<(string Name, string Value)> query = [("model", random.Pick(ModelNames)), ("restarts", "1")];
        if (random.OneIn(3)) query.Add(("clusters", random.Pick("1", "2", "3", "5")));
        else query.Add(("maxClusters", random.Pick("2", "3", "4")));
        if (random.OneIn(8)) query.Add(("minClusters", random.Pick("1", "2", "3")));
        for (var more = random.Next(4); more > 0; more--)
        {
            var parameter = random.Pick(OfTraining)(random);
            // Given twice, a parameter is refused: now and then is enough.
            if (query.TrueForAll(given => given.Name != parameter.Name) || random.OneIn(20)) query.Add(parameter);
        }

        return [.. query];
    }

    /// <summary>The query of a training on a log of orders.</summary>
    public static (string Name, string Value)[] Orders(FuzzRandom random)
    {
        List<(string Name, string Value)> query = [.. Training(random)];
        query.RemoveAll(given => given.Name is "input" or "columns" or "exclude" or "recency" or "frequency" or "monetary" or "tenure");
        query.Add(("input", "transactions"));
        if (random.OneIn(2)) query.AddRange([("customer", "c"), ("invoice", "i"), ("date", "d"), ("quantity", "q"), ("price", "p")]);
        if (random.OneIn(4)) query.Add(("asOf", random.Pick("2012-12-31", "2011-06-01", "2011-06-01T12:30:00", "2000-01-01", "", "soon")));
        if (random.OneIn(4)) query.Add(("dateFormat", random.Pick("day-first", "month-first", "yyyy-MM-dd", "d/M/yyyy H:mm", "d-MMM-yy", "x", "")));
        return [.. query];
    }

    /// <summary>The query of a prediction.</summary>
    public static (string Name, string Value)[] Prediction(FuzzRandom random, string[] models)
    {
        List<(string Name, string Value)> query = [("model", random.Pick(models))];
        if (random.OneIn(4)) query.Add(("version", random.Pick("1", "champion", "2", "0", "-1", "", "../1", "é", "99999999999999999999")));
        if (random.OneIn(30)) query.Add((random.Pick("model", "x", "clusters"), random.Pick("", "default", "\0")));
        return [.. query];
    }

    /// <summary>The query as it stands in the address.</summary>
    public static string Write((string Name, string Value)[] query) =>
        query.Length == 0 ? "" : "?" + string.Join('&', query.Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value)}"));
}
