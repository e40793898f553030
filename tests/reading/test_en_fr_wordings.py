"""English and French wordings beyond the suite: fighting in many manners, and war words without."""

from __future__ import annotations

import pytest

from tests.reading.builders import said

FIGHTING = [
    ("en", "Mali: jihadists overrun army post at Boulkessi, dozens of soldiers missing"),
    ("en", "At dawn on Tuesday the rebels came down on the garrison in Bunagana; by noon the soldiers had fled."),
    ("en", "Troops beat back a night raid on a checkpoint outside Marte, the army said on Wednesday."),
    ("en", "Shots rang out near the presidential palace in N'Djamena on Tuesday and soldiers returned fire."),
    ("en", "Armed men on motorcycles shot up a market in Tillia on Monday, killing at least nine traders."),
    ("en", "A roadside bomb went off under a police truck in Bannu on Tuesday and three constables died."),
    ("en", "Kharkiv came under missile fire twice overnight, the mayor said; a woman of 60 was killed."),
    ("en", "Two women were abducted by gunmen from a clinic in Birnin Gwari on Sunday night."),
    ("en", "Six farmers had their throats slit by insurgents in Bama on Monday."),
    ("en", "Rebel snipers pinned down an army patrol in Masisi on Tuesday, residents said."),
    ("en", "Warplanes pounded rebel trenches near Kutkai, a resistance group said on Wednesday."),
    ("en", "Pro-government militiamen stormed Tal Abyad on Tuesday, killing four Kurdish fighters."),
    ("en", "Suspected Boko Haram fighters ambushed a convoy on the Maiduguri-Damboa road; seven soldiers were killed."),
    ("en", "Israeli tanks shelled the edge of Khan Younis on Wednesday, medics said, killing two brothers."),
    ("en", "A suicide bomber struck a recruitment centre in Mogadishu on Tuesday, leaving 10 recruits dead."),
    ("en", "Clan fighting near Galkayo has left 14 people dead since Monday, an elder said."),
    ("en", "The army shelled villages in Kayah state on Monday, forcing thousands to flee, a monitoring group said."),
    ("en", "Militants lobbed grenades at a police post in Pulwama on Tuesday, wounding two officers."),
    ("en", "Rival factions traded mortar fire in Tripoli's Abu Salim district overnight."),
    ("en", "A drone dropped explosives on a checkpoint near Cucuta on Tuesday, killing two soldiers."),
    ("en", "The Houthis fired two ballistic missiles at a base in Marib on Tuesday, the government said, killing five."),
    ("en", "At least 30 people were killed when gunmen raided Yelwata village in Benue on Friday night, police said."),
    ("en", "Fighting has resumed around Malakal after a lull of three days, a UN spokesman said on Tuesday."),
    ("en", "Islamist rebels hacked 19 people to death in Lubero on Sunday, a local leader said."),
    ("fr", "Mali : des jihadistes s'emparent du poste de Boulkessi, une trentaine de soldats tués"),
    ("fr", "Mardi à l'aube, les rebelles ont fondu sur la garnison de Bunagana ; à midi, les militaires avaient fui."),
    ("fr", "L'armée a repoussé une attaque nocturne contre un poste près de Diapaga, a-t-elle annoncé mercredi."),
    ("fr", "Des tirs nourris ont retenti mardi près du palais présidentiel de N'Djamena entre soldats et assaillants."),
    ("fr", "Des hommes armés à moto ont ouvert le feu lundi sur le marché de Tillia, tuant au moins neuf commerçants."),
    ("fr", "Un engin explosif a visé mardi un véhicule de police à Bannu, au Pakistan, faisant trois morts."),
    ("fr", "Deux infirmières ont été enlevées dimanche par des hommes armés à Birnin Gwari, dans le nord du Nigeria."),
    ("fr", "Six paysans ont été égorgés lundi par des insurgés à Bama, dans le nord-est du Nigeria."),
    ("fr", "Des avions de l'armée ont bombardé mardi les tranchées rebelles près de Kutkai, selon la résistance."),
    ("fr", "Une patrouille de la gendarmerie est tombée dans une embuscade mardi près de Fada N'Gourma ; cinq gendarmes ont péri."),
    ("fr", "Des chars israéliens ont pilonné mercredi la périphérie de Khan Younès, tuant deux frères, selon des secouristes."),
    ("fr", "Un kamikaze a actionné sa charge mardi devant un centre de recrutement à Mogadiscio : dix recrues sont mortes."),
    ("fr", "Des miliciens ont attaqué lundi le village de Tchomia, en Ituri, et tué douze habitants, selon le chef du village."),
    ("fr", "Les rebelles du M23 ont pris mardi la localité de Nyabiondo après de violents combats avec l'armée, selon des habitants."),
    ("fr", "Des affrontements à l'arme lourde ont éclaté dans la nuit à Tripoli entre deux groupes armés."),
    ("fr", "Une grenade lancée mardi dans un bar de Bujumbura a fait deux morts et neuf blessés."),
    ("fr", "Un drone a largué des explosifs mardi sur un poste militaire près de Cucuta, tuant deux soldats."),
    ("fr", "Les Houthis ont tiré mardi deux missiles balistiques sur une base de Marib, faisant cinq morts selon le gouvernement."),
    ("en", "CLASHES IN BAMAKO, ARMY SAYS"),
    ("en", "Fighting in Gao lasted from Monday evening until daybreak, residents said."),
    ("en", "Islamist militants butchered nine villagers in Komanda on Monday as they left a vigil."),
    ("en", "Gao is back in army hands after rebels were driven out of the market on Monday."),
    ("fr", "Des combats ont éclaté mardi à la lisière de Kolofata entre l'armée et des jihadistes."),
]  # fmt: skip
SILENT = [
    ("en", "The army of Morocco ordered 20 attack drones and 300 assault rifles in Rabat on Tuesday."),
    ("en", "Ecuador readies 5,000 troops for an offensive in Manta."),
    ("en", "Hailstones bombarded the vineyards near Epernay on Monday and hurt a picker."),
    ("fr", "Le Maroc a signé mardi à Rabat la commande de vingt drones d'attaque pour son armée."),
    ("fr", "Des légionnaires ont pris d'assaut mardi un village factice près de Kourou."),
    ("en", "Liverpool were ambushed by a ten-man Brighton and shot themselves in the foot in a 3-1 defeat at Anfield on Tuesday."),
    ("en", "Oil prices exploded on Tuesday as traders fought over the last cargoes in Rotterdam."),
    ("en", "The senator came under fire on Tuesday for his attack on judges, opening a second front with the party leadership."),
    ("en", "A new film retells the battle of Stalingrad through the letters of a baker killed there."),
    ("en", "Veterans gathered in Arnhem on Tuesday to remember the airborne troops who were killed at the bridge."),
    ("en", "A court in The Hague on Tuesday jailed a former militia commander for 18 years for the killing of villagers in Ituri."),
    ("en", "Police in Marseille arrested two men on Tuesday over last month's shooting of a teenager."),
    ("en", "A gas explosion killed four people in a bakery in Naples on Tuesday, firefighters said."),
    ("en", "Two soldiers were killed on Tuesday when their helicopter crashed during training in Bavaria."),
    ("en", "NATO troops will storm a beach in Estonia next week in the alliance's largest exercise of the year."),
    ("en", "Doctors in Lagos are fighting an outbreak of cholera that has killed 40 people."),
    ("en", "The minister said on Tuesday that troops would be sent to Goma if fighting resumed."),
    ("en", "Nobody was hurt and no shot was fired when the barracks in Bissau changed guard on Tuesday."),
    ("en", "A boxer who fought his way out of the slums of Manila won the title on Tuesday with a knockout blow."),
    ("en", "Farmers blockaded the road to Calais on Tuesday and burned a straw effigy of the minister."),
    ("en", "The museum in Verdun has been given the diary of a gunner who survived the shelling of 1916."),
    ("en", "Hackers attacked the servers of the health ministry in Madrid on Tuesday."),
    ("en", "The central bank will fight inflation with every weapon it has, its governor said on Tuesday."),
    ("en", "A study published on Tuesday finds that children who grew up during the war in Bosnia earn less."),
    ("en", "Residents of Texarkana woke on Tuesday to a battle over a parking garage that has split the council."),
    ("en", "The two Koreas traded barbs on Tuesday, each accusing the other of preparing for war."),
    ("en", "Bomb disposal experts made safe a wartime bomb found in Cologne on Tuesday; 4,000 people had to leave their homes."),
    ("en", "The video game lets players raid villages and shell castles; two million copies were sold on Tuesday."),
    ("en", "Germany will deliver two air defence batteries to Ukraine to protect cities against Russian strikes, Berlin said."),
    ("en", "The pope appealed on Tuesday for an end to the wars in Sudan and Ukraine."),
    ("en", "Historians opened a mass grave from the Thirty Years War near Magdeburg on Tuesday."),
    ("en", "The trial of a man accused of the bombing of a concert in Manchester opened on Tuesday."),
    ("en", "Striking miners clashed with management over pay at a Johannesburg hotel on Tuesday."),
    ("en", "A heart attack killed the singer on Tuesday at his home in Goma; he was 71."),
    ("en", "A senior Hamas leader died in a prison near Tel Aviv on Monday after a long illness, his family said."),
    ("en", "Taliban leader's death in Kabul leaves the movement divided over a successor."),
    ("en", "A girl died in the National Guard hospital in Jeddah on Tuesday, the army said."),
    ("fr", "Lyon est tombé dans une embuscade mardi à Brest, battu 3-1 au terme d'un match sans âme."),
    ("fr", "Les prix du café ont explosé mardi et les négociants se livrent une bataille acharnée à Anvers."),
    ("fr", "Le ministre, sous le feu des critiques, a lancé mardi une offensive de charme en Bretagne."),
    ("fr", "Un film raconte la bataille de Stalingrad à travers les lettres d'un boulanger tué là-bas."),
    ("fr", "Des vétérans se sont retrouvés mardi à Arromanches pour se souvenir des soldats tués le 6 juin 1944."),
    ("fr", "La cour d'assises de Paris a condamné mardi un ancien chef rebelle à 20 ans de réclusion pour des massacres commis au Liberia."),
    ("fr", "Deux hommes ont été interpellés mardi à Marseille dans l'enquête sur la fusillade du mois dernier."),
    ("fr", "Une explosion de gaz a fait quatre morts mardi dans une boulangerie de Naples."),
    ("fr", "Deux soldats ont été tués mardi dans le crash de leur hélicoptère à l'entraînement en Bavière."),
    ("fr", "L'Otan simulera la semaine prochaine l'assaut d'une plage en Estonie lors de son plus grand exercice de l'année."),
    ("fr", "Les médecins luttent contre une épidémie de choléra qui a tué 40 personnes à Lagos."),
    ("fr", "Des troupes seraient envoyées à Goma si les combats reprenaient, a déclaré le ministre mardi."),
    ("fr", "Aucun coup de feu n'a été tiré et personne n'a été blessé lors de la relève à Bissau mardi."),
    ("fr", "Les agriculteurs ont bloqué mardi la route de Calais et brûlé une effigie du ministre."),
    ("fr", "Le musée de Verdun a reçu mardi le journal d'un artilleur qui survécut aux bombardements de 1916."),
    ("fr", "Des pirates informatiques ont attaqué mardi les serveurs du ministère de la Santé à Madrid."),
    ("fr", "La banque centrale va combattre l'inflation avec toutes ses armes, a dit mardi son gouverneur."),
    ("fr", "Une bombe de la Seconde Guerre mondiale a été neutralisée mardi à Cologne ; 4.000 personnes ont dû quitter leur domicile."),
    ("fr", "Un ours a attaqué deux randonneurs mardi près de Brasov, en Roumanie, et en a tué un."),
    ("fr", "Berlin livrera deux batteries antiaériennes à l'Ukraine pour protéger ses villes des frappes russes."),
    ("fr", "Le pape a appelé mardi à mettre fin aux guerres au Soudan et en Ukraine."),
    ("fr", "Le procès d'un homme accusé de l'attentat de Manchester s'est ouvert mardi à Londres."),
    ("fr", "La guerre des trottinettes fait rage mardi au conseil municipal de Lille."),
    ("fr", "Une crise cardiaque a emporté mardi le chanteur à Goma ; il avait 71 ans."),
    ("fr", "Le constructeur a lancé mardi l'assaut contre ses rivaux chinois avec une berline à 20.000 euros."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), FIGHTING)
def test_fighting_is_told_in_whatever_words(language: str, text: str) -> None:
    """
    The field of meaning counts, not the phrase that the suite happens to use.
    """
    assert said(text, language=language).fighting


@pytest.mark.parametrize(("language", "text"), SILENT)
def test_war_words_without_a_war_are_silent(language: str, text: str) -> None:
    """
    Sport, markets, courts, memory, illness, accidents and plans use the words of war.
    """
    assert not said(text, language=language).fighting
