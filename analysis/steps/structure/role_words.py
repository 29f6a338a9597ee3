"""Words that tell a job title, an organisation, a school, a degree, in the languages of résumés; folded when loaded."""

# Nouns that head a job title. Also matched as the end of a longer word ("Entwicklungsingenieur").
TITLE_WORDS = """
engineer developer programmer architect manager director officer president chairman chairwoman chair founder co-founder cofounder owner partner principal lead leader head chief ceo cto cfo coo cio cmo vp svp evp
analyst consultant advisor adviser specialist expert scientist researcher fellow professor lecturer teacher tutor instructor trainer coach mentor educator postdoc assistant associate administrator coordinator supervisor
executive representative agent clerk secretary receptionist accountant auditor bookkeeper controller treasurer banker broker trader underwriter actuary economist planner buyer merchandiser designer illustrator artist
photographer videographer animator editor writer copywriter author journalist reporter translator interpreter producer musician actor curator librarian archivist nurse physician doctor surgeon dentist pharmacist
therapist physiotherapist psychologist psychiatrist counselor counsellor caregiver carer midwife paramedic veterinarian technician technologist mechanic electrician plumber carpenter welder operator machinist foreman
worker laborer labourer driver courier pilot captain sailor soldier sergeant nco guard policeman firefighter lawyer attorney solicitor barrister paralegal counsel judge notary chef cook baker waiter waitress bartender barista
server host hostess steward cashier salesperson salesman seller vendor retailer marketer strategist recruiter generalist intern internship trainee apprentice apprenticeship student volunteer ambassador freelancer freelance contractor
tester sysadmin devops sre administrator webmaster moderator facilitator organizer organiser planner surveyor inspector examiner assessor evaluator investigator detective biologist chemist physicist mathematician
statistician geologist ecologist archaeologist historian sociologist linguist nutritionist dietitian hygienist radiographer sonographer optometrist podiatrist esthetician hairdresser stylist tailor gardener farmer
cleaner housekeeper janitor nanny babysitter packer picker loader stocker dispatcher handler estimator scheduler builder fitter rigger crew member staff associate evangelist advocate ninja guru wizard hacker maintainer contributor
board trustee delegate deputy attache diplomat minister mayor councillor speaker moderator sprecher aide orderly phlebotomist hospitalist resident registrar consultant practitioner superintendent dean provost rector chancellor
reviewer adjudicator umpire referee athlete player dancer singer composer conductor organist performer model buyer liaison custodian clerkship externship secretary-general teamlead scrum-master owner pm tpm swe

ingenieur ingenieurin entwickler entwicklerin leiter leiterin geschaftsfuhrer geschaftsfuhrerin berater beraterin assistent assistentin sachbearbeiter sachbearbeiterin kaufmann kauffrau kaufleute fachkraft hilfskraft mitarbeiter mitarbeiterin
werkstudent werkstudentin praktikant praktikantin praktikum auszubildender auszubildende azubi lehrer lehrerin dozent dozentin professorin forscher forscherin wissenschaftler wissenschaftlerin techniker technikerin mechaniker mechatroniker elektriker elektroniker
meister fuhrer verkaufer verkauferin vertreter arzt arztin pfleger pflegerin krankenschwester apotheker anwalt anwaltin rechtsanwalt jurist richter steuerberater wirtschaftsprufer buchhalter buchhalterin controllerin redakteur redakteurin
ubersetzer gestalter gestalterin grafiker fahrer koch kellner verwalter vorstand beauftragter beauftragte referent referentin koordinator koordinatorin teamleiter projektleiter abteilungsleiter gruppenleiter einkaufer disponent lagerist monteur
schreiner tischler maurer maler gartner friseur hausmeister sekretarin sekretar volontar volontarin trainerin erzieher erzieherin sozialarbeiter sozialpadagoge doktorand doktorandin promovend inhaber inhaberin gesellschafter selbstandig freiberufler

ingenieure developpeur developpeuse chef cheffe directeur directrice responsable gerant gerante consultante conseiller conseillere assistante comptable secretaire charge chargee technicien technicienne stagiaire apprenti apprentie alternant alternante
enseignant enseignante professeur professeure chercheur chercheuse infirmier infirmiere medecin avocat avocate juriste notaire commercial commerciale vendeur vendeuse caissier caissiere redacteur redactrice traducteur traductrice graphiste
concepteur conceptrice animateur animatrice formateur formatrice educateur educatrice coordinateur coordinatrice coordonnateur gestionnaire acheteur acheteuse logisticien magasinier ouvrier ouvriere chauffeur livreur cuisinier cuisiniere serveur serveuse
mecanicien electricien plombier menuisier macon agent employe employee cadre president presidente doctorant doctorante benevole pharmacien kinesitherapeute psychologue architecte analyste auditeur auditrice administrateur administratrice

ingeniero ingeniera desarrollador desarrolladora programador programadora jefe jefa gerente director directora responsable encargado encargada consultor consultora asesor asesora analista tecnico tecnica especialista administrador administradora
administrativo administrativa auxiliar ayudante asistente becario becaria practicante profesor profesora docente maestro maestra investigador investigadora enfermero enfermera medico medica abogado abogada contador contadora contable vendedor vendedora
comercial dependiente cajero cajera redactor redactora periodista traductor traductora disenador disenadora coordinador coordinadora supervisor supervisora operario operaria conductor conductora cocinero cocinera camarero camarera mecanico electricista
fundador fundadora socio socia presidente presidenta arquitecto arquitecta psicologo psicologa farmaceutico farmaceutica fisioterapeuta voluntario voluntaria representante ejecutivo ejecutiva lider monitor monitora secretario secretaria autonomo

engenheiro engenheira desenvolvedor desenvolvedora diretor diretora coordenador coordenadora gestor gestora assessor assessora estagiario estagiaria estagio professora pesquisador pesquisadora enfermeira medico advogado advogada contador contadora
vendedora assistente auxiliar tecnico tecnica analista programadora projetista desenhista jornalista tradutor tradutora designer lider socio fundadora motorista cozinheiro cozinheira operador operadora aprendiz bolsista monitora supervisora encarregado

ingegnere sviluppatore sviluppatrice programmatore responsabile direttore direttrice dirigente consulente impiegato impiegata addetto addetta tecnico assistente stagista tirocinante apprendista docente insegnante maestro professore professoressa
ricercatore ricercatrice infermiere infermiera medico avvocato commercialista contabile ragioniere venditore venditrice commesso commessa cassiere redattore giornalista traduttore traduttrice progettista grafico grafica coordinatore coordinatrice
operaio autista cuoco cameriere meccanico elettricista titolare socio fondatore presidente architetto psicologo farmacista fisioterapista volontario volontaria segretaria segretario educatore educatrice

ontwikkelaar beheerder adviseur medewerker medewerkster directeur bestuurder hoofd leidinggevende teamleider projectleider afdelingshoofd planner stagiair stagiaire docente leraar lerares onderwijzer hoogleraar onderzoeker verpleegkundige arts
advocaat jurist boekhouder accountmanager verkoper verkoopster inkoper redacteur vertaler ontwerper vormgever coordinator chauffeur kok bediende monteur elektricien loodgieter timmerman schilder vrijwilliger zzp assistente administrateur
begeleider trainer secretaresse receptioniste logistiek magazijnmedewerker ingenieurs bouwkundige voorzitter penningmeester directrice

inzynier programista programistka kierownik kierowniczka dyrektor dyrektorka prezes specjalista specjalistka konsultant konsultantka doradca asystent asystentka ksiegowy ksiegowa analityk technik stazysta stazystka praktykant praktykantka
nauczyciel nauczycielka wykladowca pielegniarka pielegniarz lekarz lekarka prawnik adwokat sprzedawca przedstawiciel handlowiec redaktor dziennikarz tlumacz projektant grafik koordynator koordynatorka kierowca kucharz kelner mechanik elektryk
wlasciciel wspolnik pracownik referent administrator magazynier operator mlodszy starszy brygadzista

инженер разработчик разработчица программист директор руководитель менеджер начальник заместитель специалист консультант аналитик бухгалтер экономист юрист адвокат врач медсестра учитель преподаватель профессор научный сотрудник сотрудница
ассистент помощник секретарь администратор координатор дизайнер архитектор редактор журналист переводчик продавец кассир водитель повар официант механик электрик техник оператор стажер стажёр практикант лаборант тестировщик маркетолог
логист кладовщик основатель владелец президент эксперт тимлид педагог воспитатель психолог фармацевт провизор методист
muhendis muhendisi yonetici yoneticisi mudur muduru uzman uzmani danisman asistan stajyer ogretmen doktor hemsire avukat muhasebeci analist tasarimci gelistirici sef sefi teknisyen
ingenjor utvecklare chef konsult larare sjukskoterska ekonom saljare projektledare handlaggare konstnar ingenior utvikler leder sykepleier konsulent udvikler sygeplejerske laerer sluzba vyvojar reditel manazer ucitel
"""
TITLE_MODIFIERS = "senior junior staff principal associate assistant deputy vice interim acting temporary part-time full-time freelance contract graduate sr jr lead chief head executive global regional certified registered licensed visiting adjunct postdoctoral research teaching"

# Chinese, Japanese and Korean titles and organisations are told by how they end or what they hold.
TITLE_CJK = (
    "工程师|工程師|开发|開發|经理|經理|主管|总监|總監|主任|专员|專員|助理|助手|顾问|顧問|分析师|设计师|设计|架构师|程序员|教师|教授|讲师|研究员|研究生|实习生|實習生|实习|护士|医生|律师|会计|秘书|总裁|董事|创始人|负责人|组长|组员|店长|销售|运营|编辑|翻译|工人|司机"
    "|エンジニア|プログラマ|プログラマー|マネージャー|マネジャー|リーダー|ディレクター|デザイナー|コンサルタント|アナリスト|アシスタント|スタッフ|インターン|看護師|医師|薬剤師|教員|講師|研究員|部長|課長|係長|主任|社員|代表|取締役|社長|営業|事務|担当|店長|助手|師長|保健師|助産師|介護士|保育士|技師|監督|開発者"
    "|엔지니어|개발자|매니저|팀장|과장|대리|부장|사원|인턴|디자이너|연구원|교수|교사|간호사"
)
ORG_CJK = "公司|集团|集團|有限|銀行|银行|医院|病院|大学|大學|学院|学校|高校|研究所|研究院|事务所|事務所|株式会社|合同会社|有限会社|科技|工作室|中心|センター|クリニック|協会|协会|基金会|政府|区役所|市役所|회사|은행|병원|대학교|주식회사|그룹"

# Legal forms: as a word, they make an organisation.
ORG_FORMS = (
    "ggmbh inc incorporated llc llp lp ltd limited corp corporation co plc pty gmbh ag kg kgaa ohg gbr ug ev e.v. mbh se sa s.a. sas sarl eurl sasu sl s.l. slu srl s.r.l. spa s.p.a. bv b.v. nv n.v. vof ab as a.s. oy oyj aps a/s sp z.o.o. zoo "
    "ltda s/a me eireli lda kft zrt doo d.o.o. ооо ао оао зао пао ип a.ş. aş şti pvt pte sdn bhd kk k.k. pc pllc gesmbh"
)
# Nouns of organisations.
ORG_WORDS = """
company companies group holding holdings bank university college school academy institute institut institution hospital clinic medical center centre foundation association society agency ministry department council church laboratory laboratories labs lab
studio studios partners associates solutions systems technologies technology tech software consulting consultants services industries international enterprises ventures capital media press publishing airlines airways motors foods pharmaceuticals pharma
insurance logistics distribution contractors construction energy electric electrical power health healthcare care home homes hotel hotels resort restaurant cafe museum gallery theatre theater library court commission committee authority office firm startup works network
networks games interactive entertainment digital design designs team schools district county city army navy air force nhs trust charity charities club union federation store stores market markets supply manufacturing products brands packaging payments analytics dynamics security
corps guard reserves meetup community families family retail grocers bureau publishers magazine newspaper times journal news inc. orchestra choir conference accelerator incubator robotics motors aerospace biosciences biotech genomics diagnostics devices therapeutics
universitat hochschule fachhochschule gymnasium schule krankenhaus klinik klinikum praxis kanzlei verlag werk werke stiftung verein verband amt ministerium landkreis gesellschaft stadtwerke sparkasse versicherung technik bau maschinenbau antriebstechnik logistik
universite ecole lycee collage hopital clinique cabinet societe entreprise banque mairie ministere association fondation institut laboratoire agence groupe iut biscuiterie boulangerie restaurant compagnie maison editions conseil departemental
universidad instituto colegio escuela hospital clinica empresa grupo banco ayuntamiento ministerio fundacion asociacion agencia tienda hotel restaurante despacho estudio laboratorio compania viajes comunidad sociedad editorial
universidade faculdade escola colegio instituto empresa grupo prefeitura ministerio fundacao associacao agencia loja banco hospital escritorio laboratorio companhia tecnologia sistemas servicos
universita istituto liceo scuola politecnico ospedale clinica studio azienda gruppo banca comune ministero fondazione associazione agenzia negozio societa laboratorio cooperativa
universiteit hogeschool ziekenhuis bedrijf groep stichting vereniging gemeente ministerie bureau winkel school havenbedrijf lyceum instelling zorg
uniwersytet politechnika szkola liceum szpital firma spolka grupa urzad fundacja stowarzyszenie agencja sklep biuro przedsiebiorstwo akademia instytut
университет институт академия школа лицей колледж больница клиника компания группа банк фонд агентство завод фабрика министерство центр лаборатория корпорация холдинг
universitesi universite lisesi hastanesi sirketi holding bankasi belediyesi vakfi universitet skola sjukhus kommun hogskola
"""
SCHOOL_WORDS = """
university college school academy institute institut institution polytechnic conservatory seminary faculty univ uni mit eth epfl ucla usc nyu caltech iit nit ucl lse kth tu fh rwth kit technion tafe bootcamp gymnasium
universitat hochschule fachhochschule berufsschule realschule hauptschule gesamtschule oberschule akademie berufskolleg kolleg duale universite ecole lycee faculte iut insa ens hec essec supinfo cfa
universidad universitat instituto colegio escuela facultad politecnica politecnico ies universidade faculdade escola politecnica etec senai fatec usp unicamp universita istituto liceo scuola accademia politecnico
universiteit hogeschool lyceum scholengemeenschap roc mbo uniwersytet politechnika szkola liceum technikum akademia университет институт академия школа лицей колледж техникум гимназия училище вуз мгу мгту спбгу
universitesi universite lisesi okulu koleji universitet hogskola skola gymnasieskola universidade universitetet hojskole yliopisto lukio univerzita stredni gimnazjum high secondary vidyalaya mandir campus
"""
SCHOOL_CJK = "大学|大學|学院|學院|学校|學校|高校|高中|中学|中學|専門学校|高等学校|研究科|学部|대학교|대학|고등학교|학교"

# Degrees: whole words, folded; dots are taken out before looking ("B.Sc." is "bsc").
DEGREE_WORDS = """
bsc bs ba bba beng btech be bcom bed bfa barch bcs bca bscs bsn bn bpharm bphys bds bvsc bas bss bmus bm llb llm jd md do dds dvm pharmd msc ms ma mba meng mtech me mcom med mfa march mcs mca mscs msn mph mpa mpp msw mres mphil mlitt mlis mds mim mot dpt dnp phd dphil
edd psyd dba scd engd drphil drmed dr aa as aas asc hnd hnc btec gcse gcses alevel alevels pgce pgcert pgdip pgdip diploma dip cert certificate ged bachelor bachelors master masters doctor doctorate doctoral associate associates postdoc postdoctoral undergraduate postgraduate graduate degree minor major honours honors
high abitur fachabitur matura diplom diplomingenieur dipling dipl magister staatsexamen promotion ausbildung lehre gesellenbrief fachhochschulreife hochschulreife reife meister realschulabschluss hauptschulabschluss fachinformatiker umschulung
licence licencepro licenceprofessionnelle baccalaureat bac bts dut but deug maitrise deust dea dess mastere master1 master2 doctorat ingenieur diplome cap bep agregation capes prepa cpge these certificat brevet
licenciatura licenciado licenciada grado graduado graduada diplomatura diplomado ingenieria ingeniero bachillerato doctorado maestria posgrado postgrado fp ciclo formativo tecnico tecnico superior titulo master curso bachiller especializacion
bacharelado bacharel mestrado doutorado doutoramento tecnologo graduacao pos posgraduacao especializacao ensino medio tecnico mestre licenciado
laurea triennale magistrale dottorato diploma maturita specialistica perito ragioneria
hbo mbo vwo havo wo propedeuse doctoraal kandidaats bachelordiploma masterdiploma
licencjat inzynier magister mgr inz doktorat matura technik studia podyplomowe
бакалавр бакалавриат магистр магистратура специалист специалитет аспирантура кандидат доктор диплом среднее высшее
lisans yukseklisans doktora onlisans kandidat kandidatexamen civilingenjor masterexamen hovedfag
"""
DEGREE_CJK = "学士|學士|硕士|碩士|博士|本科|专科|大专|中专|高中|研究生|mba|修士|卒業|専門士|準学士|학사|석사|박사"
DEGREE_JOINERS = "in|of|en|em|de|des|der|im|für|fur|in der|fach|in het|w|z|по|в|di|à|—|–|-|:"

FLUENCY_WORDS = """
native bilingual fluent fluently proficient proficiency professional conversational intermediate advanced beginner basic elementary limited working full good excellent very mother tongue speaker level upper lower pre independent competent spoken written reading
muttersprache muttersprachler fliessend verhandlungssicher grundkenntnisse gut sehr gute kenntnisse konversationssicher sicher wort und schrift anfanger fortgeschritten basiskenntnisse schulkenntnisse erweiterte
langue maternelle courant professionnel notions bilingue intermediaire scolaire avance debutant lu ecrit parle bon niveau bonnes technique operationnel
nativo nativa fluido fluida avanzado medio basico basica bilingue materna alto intermedio profesional lengua nivel conversacion
fluente avancado avancada intermediario basico nativo materno tecnico nivel lingua materna profissional
madrelingua fluente ottimo buono scolastico avanzato intermedio base elementare discreto professionale livello
moedertaal vloeiend goed redelijk basis uitstekend gevorderd beginner
ojczysty biegly biegle zaawansowany sredniozaawansowany podstawowy komunikatywny dobry bardzo
родной свободно свободный средний базовый начальный продвинутый разговорный уровень владение хорошо
a1 a2 b1 b2 c1 c2 toefl ielts toeic jlpt hsk delf dele cefr n1 n2 n3 n4 n5
anadil akici orta ileri baslangic modersmal flytande morsmal flytende modersmal
"""
FLUENCY_CJK = "母语|母語|流利|熟练|精通|良好|一般|日常会話|ビジネス|ネイティブ|商务|听说读写|级|水平|レベル|中級|上級|初級|堪能|기초|유창|모국어|원어민"
